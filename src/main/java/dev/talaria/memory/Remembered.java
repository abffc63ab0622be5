package dev.talaria.memory;

import dev.talaria.message.Role;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One item as memory stores it.
 *
 * @param session  the id of the session it belongs to
 * @param owner    who owns that session, as in {@code SessionRef}; null if unknown
 * @param author   the participant's name; null if unknown
 * @param metadata what an import added to it, unchanged; else empty
 * @param edited   when its text was last changed; null if it is as it was stored
 * @param sources  of a fact, the ids of the messages that say it; else empty
 * @param supersededBy of a fact, the id of the later one that has replaced it; null for what holds
 */
public record Remembered(String id, String session, @Nullable String owner, Role role, String author, String text, Instant at,
                         JsonObject metadata, ItemKind kind, @Nullable Instant edited, List<String> sources,
                         @Nullable String supersededBy) {
    public Remembered {
        sources = List.copyOf(sources);
        Objects.requireNonNull(id);
        Objects.requireNonNull(session);
        Objects.requireNonNull(role);
        Objects.requireNonNull(text);
        Objects.requireNonNull(at);
        Objects.requireNonNull(metadata);
        Objects.requireNonNull(kind);
    }

    /** An item that was not drawn from others. */
    public Remembered(String id, String session, @Nullable String owner, Role role, String author, String text, Instant at,
                      JsonObject metadata, ItemKind kind, @Nullable Instant edited) {
        this(id, session, owner, role, author, text, at, metadata, kind, edited, List.of(), null);
    }

    /** A message as it was said, in a session of an unknown owner. */
    public Remembered(String id, String session, Role role, String author, String text, Instant at, JsonObject metadata) {
        this(id, session, null, role, author, text, at, metadata, ItemKind.MESSAGE, null);
    }

    /** Returns whether its session is this owner's, as far as is known. */
    public boolean mayBeOf(String who) {
        return owner == null || owner.equals(who);
    }

    /**
     * A search result: of a long message the passage that matches best.
     *
     * @param score comparable within one search and one scope only
     * @param own   false for an item of a scope that the peer only reads
     */
    public record ScoredMemory(Remembered item, double score, boolean own) {
        public ScoredMemory {
            Objects.requireNonNull(item);
        }

        /** An item of the peer's own scope. */
        public ScoredMemory(Remembered item, double score) {
            this(item, score, true);
        }
    }
}
