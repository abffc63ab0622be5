package dev.talaria.run;

import dev.talaria.event.AgentEvent;
import dev.talaria.event.ModelRuntime;
import dev.talaria.event.RunEnded;
import dev.talaria.scope.SessionRef;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a run, live or stored.
 *
 * @param last    the last event that shows the model, a tool or the end; null if there is none yet
 * @param updated the time of that event
 * @param runtime the model that serves it, or has served it last; null if none is known
 */
public record RunState(RunId id, SessionRef session, String model, RunStatus status, @Nullable AgentEvent last, Instant created,
                       Instant updated, @Nullable ModelRuntime runtime) {
    public RunState {
        Objects.requireNonNull(id);
        Objects.requireNonNull(session);
        Objects.requireNonNull(model);
        Objects.requireNonNull(status);
        Objects.requireNonNull(created);
        Objects.requireNonNull(updated);
    }

    public Optional<RunEnded> end() {
        return last instanceof RunEnded end ? Optional.of(end) : Optional.empty();
    }
}
