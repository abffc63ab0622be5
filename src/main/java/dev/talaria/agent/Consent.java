package dev.talaria.agent;

import dev.talaria.agent.turn.Question;
import dev.talaria.message.ToolCall;
import dev.talaria.run.Approvals.Choice;
import dev.talaria.run.Run;
import dev.talaria.run.RunId;
import dev.talaria.run.stored.ConsentStore;
import dev.talaria.store.GroupCommit;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

/** Decides whether a tool that needs approval may run: by an earlier consent, or by asking. Safe for many threads. */
public final class Consent {
    private static final System.Logger LOG = System.getLogger(Consent.class.getName());
    static final String NOBODY = "Denied: a person must approve each call of this tool, and this conversation has no way to ask one. "
            + "Nothing was done. Tell the user so: the same request as a run (POST /v1/runs) can ask.";
    static final String STOPPED = "the run was stopped before anybody answered";
    static final String CANCELLED = "the run was stopped before this call";
    private static final String REFUSED = "Denied: the user does not want this call. Nothing was done.";
    private static final String EXPIRED = "Denied: nobody answered in time whether this call may be made. Nothing was done.";

    private final ConsentStore given;
    private final Clock clock;
    private final Duration patience;

    /** @param patience how long to wait for an answer; afterwards the call is denied */
    public Consent(ConsentStore given, Clock clock, Duration patience) {
        this.given = Objects.requireNonNull(given);
        this.clock = Objects.requireNonNull(clock);
        this.patience = Objects.requireNonNull(patience);
    }

    /** Returns whether an earlier consent covers the call. Blocks for the database; if that fails, nothing is covered. */
    boolean covers(Run run, ToolCall call) {
        try {
            return run.remembersConsent() && given.covers(run.scope().session(), call.name());
        } catch (RuntimeException e) {
            LOG.log(GroupCommit.level(e), "The consents to " + call.name() + " could not be read in " + run.id(), e);
            return false;
        }
    }

    /** @param proposal what the call would do */
    Question question(ToolCall call, String proposal) {
        return new Question("appr_" + RunId.at(clock.instant()).hex(), call.id(), call.name(), proposal, clock.instant().plus(patience));
    }

    /**
     * Stores a choice that reaches beyond the call, where the policy of the run's API key allows it. Blocks for the database. Returns what
     * to tell the model of a denial; null if the call may run.
     */
    String take(Run run, Question question, Choice choice) {
        if (choice == Choice.DENY) {
            return clock.instant().isBefore(question.until()) ? REFUSED : EXPIRED;
        }
        try {
            if (choice == Choice.SESSION && run.remembersConsent()) {
                given.addForSession(run.scope().session(), question.tool());
            } else if (choice == Choice.ALWAYS && run.remembersConsent()) {
                given.addForOwner(run.scope().session(), question.tool());
            }
        } catch (RuntimeException e) {
            LOG.log(GroupCommit.level(e), "The consent to " + question.tool() + " could not be stored; it counts for this call only: "
                    + run.id(), e);
        }
        return null;
    }
}
