package dev.talaria.memory;

import java.util.List;

/**
 * What a turn knows of its user before it recalls anything.
 *
 * @param epoch   the scope's, when nothing else of it had been read yet
 * @param entries what the user said of themselves, the most important first
 */
public record UserState(long epoch, List<ProfileEntry> entries) {
    public UserState {
        entries = List.copyOf(entries);
    }
}
