package dev.talaria.model;

/** A model call in progress. */
@FunctionalInterface
public interface ModelCall {
    /**
     * Closes the upstream exchange at any time, even before its headers have arrived. Does nothing once the call has ended. Never blocks.
     */
    void cancel();
}
