package dev.talaria.memory.local;

import dev.talaria.memory.ItemKind;
import dev.talaria.memory.Remembered;
import dev.talaria.memory.local.index.MemoryItem;
import jakarta.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One stored passage.
 *
 * @param part     its index among the message's passages, from 0
 * @param parts    how many passages the message has
 * @param metadata of the whole message
 * @param edited   when the message's text was last changed; null if never
 */
record Row(MemoryItem item, int part, int parts, JsonObject metadata, ItemKind kind, @Nullable Instant edited) {
    /** Returns the sequence number of its message's first passage. */
    long head() {
        return item.seq() - part;
    }

    /** Returns the sequence number of its message's last passage. */
    long last() {
        return head() + parts - 1;
    }

    /**
     * @param text   of the whole message, or the part of it to show
     * @param origin of a fact
     */
    Remembered remembered(String text, DrawnStore.Origin origin) {
        return new Remembered(item.id(), SessionNames.id(item.session()), SessionNames.owner(item.session()), item.role(),
                item.author(), text, item.at(), metadata, kind, edited, origin.sources(), origin.supersededBy());
    }
}
