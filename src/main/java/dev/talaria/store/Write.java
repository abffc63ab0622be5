package dev.talaria.store;

import org.jdbi.v3.core.Handle;

/**
 * A part of a transaction. It may run several times: another write of its group may have failed, or the connection been lost. What it
 * reports to the outside must be reported again by each attempt, and counts only once the write is durable.
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
