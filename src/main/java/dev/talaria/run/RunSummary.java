package dev.talaria.run;

import java.time.Instant;
import java.util.Objects;

/**
 * A run in a list.
 *
 * @param source the API that started it, e.g. {@code chat}
 */
public record RunSummary(RunId id, String session, String model, String source, RunStatus status, Instant created, Instant updated) {
    public RunSummary {
        Objects.requireNonNull(id);
        Objects.requireNonNull(session);
        Objects.requireNonNull(model);
        Objects.requireNonNull(source);
        Objects.requireNonNull(status);
        Objects.requireNonNull(created);
        Objects.requireNonNull(updated);
    }

    static RunSummary of(Run run) {
        RunState state = run.state();
        return new RunSummary(run.id(), state.session().id(), state.model(), run.head().source(), state.status(), state.created(),
                state.updated());
    }
}
