package dev.talaria.agent.turn;

import dev.talaria.run.RunTransactionHook;
import dev.talaria.session.AttachMode;
import java.util.Objects;

/**
 * How a turn is tied to what was said before it, and what is stored with its end.
 *
 * @param attachMode  where it joins its session; null where the caller's preference decides by the body's history
 * @param mostHistory how many messages before the input the model is shown at the most
 * @param kept        false for a turn that leaves nothing in any transcript; memory keeps it all the same
 * @param hook        what its dialect adds to the transaction that ends it
 */
public record TranscriptPolicy(AttachMode attachMode, int mostHistory, boolean kept, RunTransactionHook hook) {
    /** As the body says. */
    public static final TranscriptPolicy DEFAULT = new TranscriptPolicy(null, Integer.MAX_VALUE, true, RunTransactionHook.NONE);

    public TranscriptPolicy {
        Objects.requireNonNull(hook);
    }
}
