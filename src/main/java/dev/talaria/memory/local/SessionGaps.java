package dev.talaria.memory.local;

import dev.talaria.memory.Incoming;
import dev.talaria.memory.local.index.MemoryItem;
import dev.talaria.store.Micros;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Assigns sessions and times to imported messages. Neighbours within a session help to find one another, so a message without a session
 * joins the one before, unless hours lie between them. A message without a time gets that of the one before, or the current time. For one
 * import on one thread.
 */
final class SessionGaps {
    static final Duration LONG_SILENCE = Duration.ofHours(4);
    private static final String PREFIX = "import-";

    private Instant previous;
    private String session;
    private Instant at;

    /** @param last the last item of the scope: an import may come in several requests */
    SessionGaps(Optional<MemoryItem> last, Instant now) {
        this.previous = now;
        last.filter(item -> item.session().startsWith(PREFIX)).ifPresent(item -> {
            session = item.session();
            at = item.at();
        });
    }

    Draft draft(Incoming message) {
        previous = message.at() == null ? previous : message.at();
        String name = message.session() == null ? unnamed(previous) : SessionNames.of(message.session());
        return Draft.of(name, "", message.role(), message.author(), message.text(), previous)
                .imported(message.id(), message.metadata(), message.kind());
    }

    private String unnamed(Instant said) {
        if (session == null || Duration.between(at, said).abs().compareTo(LONG_SILENCE) > 0) {
            session = PREFIX + Micros.of(said);
        }
        at = said;
        return session;
    }
}
