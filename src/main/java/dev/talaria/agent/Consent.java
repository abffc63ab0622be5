package dev.talaria.agent;

import dev.talaria.agent.turn.Question;
import dev.talaria.message.ToolCall;
import dev.talaria.run.Approvals;
import dev.talaria.run.Consents;
import dev.talaria.run.Run;
import dev.talaria.run.RunId;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

/** Decides whether a tool that needs approval may run: by an earlier consent, or by asking. */
public final class Consent {
    static final String NOBODY = "Denied: this call needs an approval, and nobody can give one here.";
    static final String STOPPED = "the run was stopped before anybody answered";
    static final String CANCELLED = "the run was stopped before this call";
    private static final String REFUSED = "Denied: the user does not want this call.";

    private final Consents given = new Consents();
    private final Clock clock;
    private final Duration patience;

    /** @param patience how long to wait for an answer; afterwards the call is denied */
    public Consent(Clock clock, Duration patience) {
        this.clock = Objects.requireNonNull(clock);
        this.patience = Objects.requireNonNull(patience);
    }

    /** Returns whether an earlier consent covers the call. */
    boolean covers(Run run, ToolCall call) {
        return given.cover(run.scope().session(), call.name());
    }

    /** @param proposal what the call would do */
    Question question(ToolCall call, String proposal) {
        return new Question("appr_" + RunId.at(clock.instant()).hex(), call.id(), call.name(), proposal, clock.instant().plus(patience));
    }

    /** Remembers a choice that reaches beyond the call. Returns what to tell the model of a denial; null if the call may run. */
    String take(Run run, ToolCall call, Approvals.Choice choice) {
        given.take(run.scope().session(), call.name(), choice);
        return choice == Approvals.Choice.DENY ? REFUSED : null;
    }
}
