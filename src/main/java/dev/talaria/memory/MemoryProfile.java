package dev.talaria.memory;

import dev.talaria.message.Role;
import java.time.Instant;
import java.util.List;

/**
 * What memory knows of a scope as a whole.
 *
 * @param representation its conclusions about the user, as text; null if it draws none
 * @param card           facts about the user, one each
 * @param items          how many messages it holds
 * @param sessions       from how many sessions
 * @param oldest         when its first message was said; null for an empty scope, like {@code newest}
 * @param entries        what its users said of themselves, as every turn is told
 * @param pending        passages that still wait for their vector and are found by words alone; null without vectors
 */
public record MemoryProfile(String representation, List<String> card, long items, long sessions, Instant oldest, Instant newest,
                            List<Participant> participants, List<ProfileEntry> entries, Long pending) {
    public MemoryProfile {
        entries = List.copyOf(entries);
        card = List.copyOf(card);
        participants = List.copyOf(participants);
    }

    /** The profile of a memory without entries. */
    public MemoryProfile(String representation, List<String> card, long items, long sessions, Instant oldest, Instant newest,
                         List<Participant> participants, Long pending) {
        this(representation, card, items, sessions, oldest, newest, participants, List.of(), pending);
    }

    /** The profile of a memory without entries and vectors. */
    public MemoryProfile(String representation, List<String> card, long items, long sessions, Instant oldest, Instant newest,
                         List<Participant> participants) {
        this(representation, card, items, sessions, oldest, newest, participants, List.of(), null);
    }

    public MemoryProfile withEntries(List<ProfileEntry> known) {
        return new MemoryProfile(representation, card, items, sessions, oldest, newest, participants, known, pending);
    }

    /** @param name null if unknown */
    public record Participant(Role role, String name, long items) {
    }
}
