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
 * @param used  the server's tools that the turn has used
 */
public record MemoryTurn(Peer peer, SessionRef session, String run, long epoch, List<Utterance> utterances, List<ToolUse> used) {
    public MemoryTurn {
        Objects.requireNonNull(peer);
        Objects.requireNonNull(session);
        Objects.requireNonNull(run);
        utterances = List.copyOf(utterances);
        used = List.copyOf(used);
    }

    /** A turn without tools. */
    public MemoryTurn(Peer peer, SessionRef session, String run, long epoch, List<Utterance> utterances) {
        this(peer, session, run, epoch, utterances, List.of());
    }

    public MemoryScope scope() {
        return peer.scope();
    }

    /**
     * A call of a tool.
     *
     * @param result as the model got it
     */
    public record ToolUse(String tool, String result) {
        public ToolUse {
            Objects.requireNonNull(tool);
            Objects.requireNonNull(result);
        }
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
