package dev.talaria.run;

import dev.talaria.scope.RequestScope;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * What is known of a run from its start; immutable.
 *
 * @param source  the API that started it, e.g. {@code chat}
 * @param model   the model name the client asked for
 * @param created to the microsecond, as it is stored
 */
public record RunHead(RunId id, RequestScope scope, String source, String model, Durability durability, Instant created) {
    public RunHead {
        Objects.requireNonNull(id);
        Objects.requireNonNull(scope);
        Objects.requireNonNull(source);
        Objects.requireNonNull(model);
        Objects.requireNonNull(durability);
        created = created.truncatedTo(ChronoUnit.MICROS);
    }

    public boolean durable() {
        return durability == Durability.DURABLE;
    }
}
