package dev.talaria.scope;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The caller's preferences for its turn, from the {@code X-Hermes-*} headers.
 *
 * @param disconnect null for the endpoint's default
 * @param task       the client's name for its background task; null for a turn of the conversation
 */
public record Preferences(boolean memoryOff, @Nullable Disconnect disconnect, Multitask multitask, History history, boolean toolProgress,
                          @Nullable String task) {
    /** What happens to a run when its last reader has disconnected. */
    public enum Disconnect {
        CANCEL, DETACH
    }

    /** What a turn does if its session is busy. */
    public enum Multitask {
        ENQUEUE, REJECT, INTERRUPT
    }

    /** Which history applies to a named session: the body's, the stored one, or the one that the body indicates. */
    public enum History {
        CLIENT, SERVER, AUTO
    }

    public static final Preferences DEFAULT = new Preferences(false, null, Multitask.ENQUEUE, History.AUTO, true, null);

    public Preferences {
        Objects.requireNonNull(multitask);
        Objects.requireNonNull(history);
    }

    /** Returns these preferences with another history. */
    public Preferences withHistory(History other) {
        return new Preferences(memoryOff, disconnect, multitask, other, toolProgress, task);
    }

    public Disconnect disconnectOr(Disconnect usual) {
        return disconnect == null ? usual : disconnect;
    }
}
