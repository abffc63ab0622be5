package dev.talaria.session;

import dev.talaria.message.Message;
import dev.talaria.message.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * An ended turn, to be stored.
 *
 * @param asked    when the client's messages arrived
 * @param produceds the output, in order: messages, server tool calls and results, and messages sent to the running turn
 * @param moveHead whether the head moves to the turn's last node. False for a turn that failed without output: it is kept as a branch, so
 *                 that nothing is lost and a client's retry does not double its message
 */
public record TurnRecord(Attribution by, BranchPoint at, Instant asked, List<ProducedMessage> produceds, Usage usage, boolean moveHead) {
    public TurnRecord {
        Objects.requireNonNull(by);
        Objects.requireNonNull(at);
        Objects.requireNonNull(asked);
        produceds = List.copyOf(produceds);
        Objects.requireNonNull(usage);
    }

    /** @param partial whether the run was interrupted within it */
    public record ProducedMessage(Message message, boolean partial, Instant at) {
        public ProducedMessage {
            Objects.requireNonNull(message);
            Objects.requireNonNull(at);
        }
    }
}
