package dev.talaria.memory;

import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * One turn to remember: what the user and the agent said, in order.
 *
 * @param peer  the user of the turn
 * @param epoch the scope's epoch when the turn started: the turn does not bring back what was forgotten since
 */
public record MemoryTurn(Peer peer, SessionRef session, String run, long epoch, List<Utterance> utterances) {
    public MemoryTurn {
        Objects.requireNonNull(peer);
        Objects.requireNonNull(session);
        Objects.requireNonNull(run);
        utterances = List.copyOf(utterances);
    }

    public MemoryScope scope() {
        return peer.scope();
    }

    /**
     * @param author the participant's name; null if unknown
     * @param text   without memory fences, never blank
     */
    public record Utterance(Role role, String author, String text, Instant at) {
        public Utterance {
            Objects.requireNonNull(role);
            Objects.requireNonNull(text);
            Objects.requireNonNull(at);
        }
    }
}
