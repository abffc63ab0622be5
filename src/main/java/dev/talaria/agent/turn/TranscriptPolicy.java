package dev.talaria.agent.turn;

import dev.talaria.run.RunTransactionHook;
import dev.talaria.session.AttachMode;
import java.util.Objects;

/**
 * How a turn attaches to its transcript, and what is stored with its end.
 *
 * @param attachMode  how it attaches to its session; null if the caller's preference decides by the body's history
 * @param mostHistory maximum number of messages before the input that the model gets
 * @param compactAt   the size of a prompt from which its older turns are summarised, in estimated tokens; 0 for the model's window
 * @param kept        whether the turn is stored in a transcript; memory keeps it in either case
 * @param hook        what its API adds to the transactions of its run
 */
public record TranscriptPolicy(AttachMode attachMode, int mostHistory, int compactAt, boolean kept, RunTransactionHook hook) {
    /** Attaches as the body says. */
    public static final TranscriptPolicy DEFAULT = new TranscriptPolicy(null, Integer.MAX_VALUE, 0, true, RunTransactionHook.NONE);

    public TranscriptPolicy {
        Objects.requireNonNull(hook);
    }

    /** A policy with the model's window as the only bound. */
    public TranscriptPolicy(AttachMode attachMode, int mostHistory, boolean kept, RunTransactionHook hook) {
        this(attachMode, mostHistory, 0, kept, hook);
    }
}
