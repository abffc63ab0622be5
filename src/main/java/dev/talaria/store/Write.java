package dev.talaria.store;

import org.jdbi.v3.core.Handle;

/**
 * A part of a transaction. It may run several times: another of its group may have failed, or the connection been lost. What it tells
 * somebody outside must be told anew by each attempt, and counts only where the write is said to be durable.
 */
@FunctionalInterface
public interface Write {
    Write NOTHING = handle -> { };

    void apply(Handle handle);

    default Write and(Write next) {
        return handle -> {
            apply(handle);
            next.apply(handle);
        };
    }
}
