package dev.talaria.memory;

import dev.talaria.scope.MemoryScope;
import java.time.Instant;
import java.util.Objects;

/**
 * A scope in which something was said, even if it was forgotten since.
 *
 * @param created when something was first said in it
 * @param used    when something was last said or forgotten in it
 */
public record ScopeUse(MemoryScope scope, Instant created, Instant used) {
    public ScopeUse {
        Objects.requireNonNull(scope);
        Objects.requireNonNull(created);
        Objects.requireNonNull(used);
    }

    /**
     * The size of a scope.
     *
     * @param items    messages
     * @param sessions from how many conversations
     * @param bytes    of text, in UTF-8
     * @param pending  passages that still wait for their vector; null without vectors
     */
    public record Size(long items, long sessions, long bytes, Long pending) {
        public static final Size NOTHING = new Size(0, 0, 0);

        /** The size in a memory without vectors. */
        public Size(long items, long sessions, long bytes) {
            this(items, sessions, bytes, null);
        }
    }
}
