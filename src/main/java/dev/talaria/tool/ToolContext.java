package dev.talaria.tool;

import dev.talaria.event.Cancellation;
import dev.talaria.message.Message;
import dev.talaria.scope.RequestScope;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The context of a tool call.
 *
 * @param conversation the messages so far, with this turn's calls and results; a tool's only state
 * @param cancellation the call's: of the run, or of the call's own deadline
 * @param epoch        the memory scope's when the turn started: a tool does not bring back what was forgotten since
 */
public record ToolContext(RequestScope scope, List<Message> conversation, Cancellation cancellation, long epoch, Asked asked,
                          Approval approval, ProgressReader progress) {
    /** Is told how far a call is; safe for many threads and quick. Readers see some of what is reported. */
    @FunctionalInterface
    public interface ProgressReader {
        ProgressReader NONE = (done, total, message) -> { };

        /**
         * @param done  grows with the call, in any unit
         * @param total in the same unit; 0 if unknown
         */
        void progressed(double done, double total, @Nullable String message);
    }

    /**
     * What the user has typed, without what is remembered and without documents.
     *
     * @param words  in this turn
     * @param before the last question and answer before it; empty at the start of a conversation
     */
    public record Asked(String words, String before) {
        public static final Asked NOTHING = new Asked("", "");

        public Asked {
            Objects.requireNonNull(words);
            Objects.requireNonNull(before);
        }
    }

    /**
     * Whether a person has approved the call.
     *
     * @param shown what the person was shown; null for an earlier consent to all calls of the tool
     */
    public record Approval(boolean given, @Nullable String shown) {
        public static final Approval NONE = new Approval(false, null);

        /** An earlier consent, which covers the call. */
        public static final Approval COVERED = new Approval(true, null);

        public static Approval of(String shown) {
            return new Approval(true, shown);
        }
    }

    public ToolContext {
        Objects.requireNonNull(scope);
        conversation = List.copyOf(conversation);
        Objects.requireNonNull(cancellation);
        Objects.requireNonNull(asked);
        Objects.requireNonNull(approval);
        Objects.requireNonNull(progress);
    }

    /** The context of a call whose progress nobody reads. */
    public ToolContext(RequestScope scope, List<Message> conversation, Cancellation cancellation, long epoch, Asked asked,
                       Approval approval) {
        this(scope, conversation, cancellation, epoch, asked, approval, ProgressReader.NONE);
    }

    /** The context of a call that needs neither the user's words nor an approval. */
    public ToolContext(RequestScope scope, List<Message> conversation, Cancellation cancellation) {
        this(scope, conversation, cancellation, 0, Asked.NOTHING, Approval.NONE);
    }

    /** Returns the context of the same call with this approval. */
    public ToolContext with(Approval other) {
        return new ToolContext(scope, conversation, cancellation, epoch, asked, other, progress);
    }
}
