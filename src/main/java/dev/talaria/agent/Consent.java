package dev.talaria.agent;

import dev.talaria.event.AgentEvent;
import dev.talaria.message.ToolCall;
import dev.talaria.run.Approvals;
import dev.talaria.run.Grants;
import dev.talaria.run.Run;
import dev.talaria.run.RunId;
import dev.talaria.tool.ToolFailure;

/** Asks whoever attends a run whether a tool may run. Confined to the turn's thread, which waits for the answer. */
final class Consent {
    private static final String NOBODY = "Denied: this call needs an approval, and nobody can give one here.";

    private final Run run;
    private final Grants grants;
    private final boolean approvable;
    private final long deadline;

    /**
     * @param approvable whether there is somebody to ask
     * @param deadline   of the turn, by {@code System.nanoTime()}
     */
    Consent(Run run, Grants grants, boolean approvable, long deadline) {
        this.run = run;
        this.grants = grants;
        this.approvable = approvable;
        this.deadline = deadline;
    }

    /** Blocks until there is an answer; returns where it is yes. */
    void require(ToolCall call) throws ToolFailure {
        if (!approvable) {
            throw new ToolFailure(NOBODY);
        }
        if (grants.cover(run.scope().session(), call.name())) {
            return;
        }
        String id = "appr_" + RunId.random().hex();
        run.approvals().open(id);
        run.append(new AgentEvent.ApprovalRequested(id, call.id(), call.name(), call.name() + " " + call.arguments()));
        Approvals.Choice choice = run.approvals().await(id, deadline, run.cancellation())
                .orElseThrow(() -> new ToolFailure("the run was stopped before anybody answered"));
        run.append(new AgentEvent.ApprovalResolved(id, choice.wire()));
        grants.take(run.scope().session(), call.name(), choice);
        if (choice == Approvals.Choice.DENY) {
            throw new ToolFailure("Denied: the user does not want this call.");
        }
    }
}
