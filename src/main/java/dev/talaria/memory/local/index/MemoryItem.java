package dev.talaria.memory.local.index;

import dev.talaria.message.Role;
import java.time.Instant;

/**
 * One row: a passage somebody said.
 *
 * @param seq    its place in the scope, from 1
 * @param author null where unknown
 */
public record MemoryItem(long seq, String id, String session, String run, Role role, String author, String text, Instant at) {
}
