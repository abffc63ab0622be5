package dev.talaria.scope;

import java.util.Objects;

/**
 * How the caller wants its turn treated, from the {@code X-Hermes-*} headers.
 *
 * @param disconnect null where the endpoint's own default counts
 * @param task       the client's name for its background task; null for a turn of the conversation
 */
public record Preferences(boolean memoryOff, Disconnect disconnect, Multitask multitask, History history, boolean toolProgress,
                          String task) {
    /** What happens to a run whose last reader has gone. */
    public enum Disconnect {
        CANCEL, DETACH
    }

    /** What a turn does that finds its session busy. */
    public enum Multitask {
        ENQUEUE, REJECT, INTERRUPT
    }

    /** Which history counts for a named session: the body's, the stored one, or whichever the body shows to be meant. */
    public enum History {
        CLIENT, SERVER, AUTO
    }

    public static final Preferences DEFAULT = new Preferences(false, null, Multitask.ENQUEUE, History.AUTO, true, null);

    public Preferences {
        Objects.requireNonNull(multitask);
        Objects.requireNonNull(history);
    }

    /** The same with another history. */
    public Preferences withHistory(History other) {
        return new Preferences(memoryOff, disconnect, multitask, other, toolProgress, task);
    }

    public Disconnect disconnectOr(Disconnect usual) {
        return disconnect == null ? usual : disconnect;
    }
}
