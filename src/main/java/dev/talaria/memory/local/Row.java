package dev.talaria.memory.local;

import dev.talaria.memory.Remembered;
import dev.talaria.memory.local.index.MemoryItem;
import jakarta.json.JsonObject;

/**
 * One stored passage.
 *
 * @param part     its index among the message's passages, from 0
 * @param parts    how many passages the message has
 * @param metadata of the whole message
 */
record Row(MemoryItem item, int part, int parts, JsonObject metadata) {
    /** Returns the sequence number of its message's first passage. */
    long head() {
        return item.seq() - part;
    }

    /** Returns the sequence number of its message's last passage. */
    long last() {
        return head() + parts - 1;
    }

    /** @param text of the whole message, or the part of it to show */
    Remembered remembered(String text) {
        return new Remembered(item.id(), SessionNames.id(item.session()), item.role(), item.author(), text, item.at(), metadata);
    }
}
