package dev.talaria.api.responses;

import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;

/** An item of the output while it is being said. */
interface OpenItem {
    /** As it stands now. */
    JsonObject json(String status);

    /** Says that its pieces are whole; the item itself is closed by whoever opened it. */
    void finish();

    /** Where an event of an item's piece belongs. */
    static void place(JsonGenerator json, String id, int index) {
        json.write("item_id", id).write("output_index", index);
    }
}
