package dev.talaria.memory.local.index;

import dev.talaria.message.Role;
import java.time.Instant;

/**
 * A row: a passage of a message.
 *
 * @param seq    its sequence number in the scope, from 1
 * @param author null if unknown
 */
public record MemoryItem(long seq, String id, String session, String run, Role role, String author, String text, Instant at) {
}
