package dev.talaria.memory;

import dev.talaria.message.Role;
import java.time.Instant;
import java.util.List;

/**
 * What memory knows of a scope as a whole.
 *
 * @param representation what it concludes about the user, in words; null where it draws no conclusions
 * @param card           facts about the user, one each
 * @param items          how many messages are kept
 * @param sessions       from how many sessions
 * @param oldest         when the first of them was said; null where there is none, as for {@code newest}
 * @param pending        how many passages of them still wait for their vector and are found by words alone; null where there are no
 *                       vectors
 */
public record MemoryProfile(String representation, List<String> card, long items, long sessions, Instant oldest, Instant newest,
                            List<Participant> participants, Long pending) {
    public MemoryProfile {
        card = List.copyOf(card);
        participants = List.copyOf(participants);
    }

    /** Of a memory without vectors. */
    public MemoryProfile(String representation, List<String> card, long items, long sessions, Instant oldest, Instant newest,
                         List<Participant> participants) {
        this(representation, card, items, sessions, oldest, newest, participants, null);
    }

    /** @param name null where unknown */
    public record Participant(Role role, String name, long items) {
    }
}
