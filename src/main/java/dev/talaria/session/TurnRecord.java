package dev.talaria.session;

import dev.talaria.message.Message;
import dev.talaria.message.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A turn that has ended, to be stored.
 *
 * @param asked     when the client's messages came
 * @param produceds what the run said, server tool calls and results and messages put into the turn included, in order
 * @param moveHead  whether the conversation goes on from here. Not where a turn failed before it said anything: it is kept as a
 *                  branch, so that nothing is lost and a client that sends its message again does not double it
 */
public record TurnRecord(Attribution by, BranchPoint at, Instant asked, List<ProducedMessage> produceds, Usage usage, boolean moveHead) {
    public TurnRecord {
        Objects.requireNonNull(by);
        Objects.requireNonNull(at);
        Objects.requireNonNull(asked);
        produceds = List.copyOf(produceds);
        Objects.requireNonNull(usage);
    }

    /** @param partial the run was cut short while it said this */
    public record ProducedMessage(Message message, boolean partial, Instant at) {
        public ProducedMessage {
            Objects.requireNonNull(message);
            Objects.requireNonNull(at);
        }
    }
}
