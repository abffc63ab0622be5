package dev.talaria.store;

import org.jdbi.v3.core.Handle;

/** A part of a transaction. It may run twice, when the group it was in has to be taken apart, and must hold no state of its own. */
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
