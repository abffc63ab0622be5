package dev.talaria.memory.local;

import dev.talaria.memory.local.text.Passages;
import dev.talaria.message.Role;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.List;

/**
 * A message that is about to be stored, in its passages.
 *
 * @param run      empty where no run said it
 * @param author   null where unknown
 * @param importId null where it was not imported, or without an id
 */
record Draft(String session, String run, Role role, String author, List<String> passages, Instant at, String importId,
             JsonObject metadata) {

    static Draft of(String session, String run, Role role, String author, String text, Instant at) {
        return new Draft(session, run, role, storable(author), Passages.of(text), at, null, JsonValue.EMPTY_JSON_OBJECT);
    }

    Draft imported(String id, JsonObject about) {
        return new Draft(session, run, role, author, passages, at, id, about);
    }

    private static String storable(String author) {
        return author == null ? null : Passages.storable(author);
    }
}
