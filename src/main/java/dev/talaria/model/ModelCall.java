package dev.talaria.model;

/** A model call under way. */
@FunctionalInterface
public interface ModelCall {
    /** Closes the upstream exchange at any moment, before its headers too; does nothing once it has ended. Never blocks. */
    void cancel();
}
