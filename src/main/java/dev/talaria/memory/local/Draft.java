package dev.talaria.memory.local;

import dev.talaria.memory.ItemKind;
import dev.talaria.memory.local.text.Passages;
import dev.talaria.message.Role;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.List;

/**
 * A message to be stored, in passages.
 *
 * @param run      empty if no run produced it
 * @param author   null if unknown
 * @param importId null if it was not imported, or without an id
 */
record Draft(String session, String run, Role role, String author, List<String> passages, Instant at, String importId,
             JsonObject metadata, ItemKind kind) {

    static Draft of(String session, String run, Role role, String author, String text, Instant at) {
        return new Draft(session, run, role, storable(author), Passages.of(text), at, null, JsonValue.EMPTY_JSON_OBJECT,
                ItemKind.MESSAGE);
    }

    Draft imported(String id, JsonObject about, ItemKind of) {
        return new Draft(session, run, role, author, passages, at, id, about, of);
    }

    private static String storable(String author) {
        return author == null ? null : Passages.storable(author);
    }
}
