package dev.talaria.run;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A person's consent to all calls of a tool.
 *
 * @param id      {@code cons_} and 16 hex digits
 * @param session the session that it holds for; null for all of its owner's
 */
public record ToolConsent(String id, String tool, @Nullable String session, Instant created) {
    public ToolConsent {
        Objects.requireNonNull(id);
        Objects.requireNonNull(tool);
        Objects.requireNonNull(created);
    }
}
