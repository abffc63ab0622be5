package dev.talaria.memory.local;

import dev.talaria.memory.Remembered;
import dev.talaria.memory.local.index.MemoryItem;
import jakarta.json.JsonObject;

/**
 * One stored passage.
 *
 * @param part     which of its message's passages, from 0
 * @param parts    how many passages the message has
 * @param metadata of the whole message
 */
record Row(MemoryItem item, int part, int parts, JsonObject metadata) {
    /** The sequence number of its message's first passage. */
    long head() {
        return item.seq() - part;
    }

    /** The sequence number of its message's last passage. */
    long last() {
        return head() + parts - 1;
    }

    /** @param text of the whole message, or of as much as is to be shown */
    Remembered remembered(String text) {
        return new Remembered(item.id(), SessionNames.id(item.session()), item.role(), item.author(), text, item.at(), metadata);
    }
}
