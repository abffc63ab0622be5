package dev.talaria.memory.honcho;

import dev.talaria.config.HonchoConfig;
import dev.talaria.json.Json;
import dev.talaria.message.Role;
import dev.talaria.scope.SessionRef;
import dev.talaria.text.Truncation;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Splits messages into chunks of the length that Honcho accepts, each with the metadata to find and reassemble it. */
final class MessageChunks {
    static final String TURN = "turn_id";
    static final String MESSAGE = "message";
    static final String PART = "part";
    static final String PARTS = "parts";
    static final String ROLE = "role";
    static final String NAME = "name";
    static final String TRANSCRIPT = "transcript";
    static final String OWNER = "owner";
    static final String IMPORTED = "import_id";
    static final String ABOUT = "about";
    private final HonchoLocation location;
    private final String turn;
    private final int most;
    private final List<JsonObject> messages = new ArrayList<>();
    private int count;

    /** Chunks of the length that Honcho accepts unless it was set up otherwise. */
    MessageChunks(HonchoLocation location, String turn) {
        this(location, turn, HonchoConfig.Session.DEFAULT.messageLength());
    }

    /**
     * @param turn the id by which Honcho can be asked whether it has the chunks
     * @param most the longest message that Honcho accepts; it counts characters as Python does, so never more than Java
     */
    MessageChunks(HonchoLocation location, String turn, int most) {
        this.location = location;
        this.turn = turn;
        this.most = most;
    }

    /**
     * @param session  null if unknown
     * @param author   null if unknown
     * @param importId null for none
     * @param about    JSON text, which Honcho stores unchanged; null for none
     */
    MessageChunks add(SessionRef session, Role role, String author, String text, Instant at, String importId, String about) {
        List<String> parts = split(storable(text));
        for (int part = 0; part < parts.size(); part++) {
            JsonObjectBuilder metadata = Json.builders().createObjectBuilder().add(TURN, turn).add(MESSAGE, count).add(PART, part)
                    .add(PARTS, parts.size()).add(ROLE, role.wire());
            note(metadata, NAME, author);
            note(metadata, TRANSCRIPT, session == null ? null : session.id());
            note(metadata, OWNER, session == null || session.owner().isEmpty() ? null : session.owner());
            note(metadata, IMPORTED, importId);
            note(metadata, ABOUT, part == 0 ? about : null);
            messages.add(Json.builders().createObjectBuilder().add("peer_id", role == Role.USER ? location.user() : location.ai())
                    .add("content", parts.get(part)).add("metadata", metadata)
                    .add("created_at", at.truncatedTo(ChronoUnit.MICROS).toString()).build());
        }
        count++;
        return this;
    }

    /** Returns the filter for exactly this metadata. Honcho's shorter form takes a lone asterisk as a wildcard. */
    static JsonObjectBuilder noted(JsonObjectBuilder notes) {
        return metadata(Json.builders().createObjectBuilder().add("contains", notes));
    }

    static JsonObjectBuilder noted(String name, String value) {
        return noted(Json.builders().createObjectBuilder().add(name, value));
    }

    /** Returns the filter for first chunks and for other programs' messages, so that each message counts once. */
    static JsonObjectBuilder counted() {
        return Json.builders().createObjectBuilder().add("OR", Json.builders().createArrayBuilder()
                .add(noted(Json.builders().createObjectBuilder().add(PART, 0))).add(not(has(PART))));
    }

    /** Returns the filter for the first chunk of the message imported under an id. */
    static JsonObjectBuilder imported(String id) {
        return noted(Json.builders().createObjectBuilder().add(IMPORTED, storable(id)).add(PART, 0));
    }

    /** Returns the filter that leaves out a transcript's messages. The messages of a transcript without an owner name none. */
    static JsonObject notOf(SessionRef session) {
        JsonObjectBuilder said = Json.builders().createObjectBuilder().add(TRANSCRIPT, storable(session.id()));
        JsonArrayBuilder all = Json.builders().createArrayBuilder();
        if (session.owner().isEmpty()) {
            all.add(not(has(OWNER)));
        } else {
            said.add(OWNER, storable(session.owner()));
        }
        return not(Json.builders().createObjectBuilder().add("AND", all.add(noted(said)))).build();
    }

    private static JsonObjectBuilder not(JsonObjectBuilder filter) {
        return Json.builders().createObjectBuilder().add("NOT", Json.builders().createArrayBuilder().add(filter));
    }

    private static JsonObjectBuilder has(String name) {
        return metadata(Json.builders().createObjectBuilder().add(name, Json.builders().createObjectBuilder().add("ne", "")));
    }

    private static JsonObjectBuilder metadata(JsonObjectBuilder wanted) {
        return Json.builders().createObjectBuilder().add("metadata", wanted);
    }

    String turn() {
        return turn;
    }

    List<JsonObject> messages() {
        return messages;
    }

    private static void note(JsonObjectBuilder metadata, String name, String value) {
        if (value != null) {
            metadata.add(name, storable(value));
        }
    }

    /** Removes NULs, which Honcho's PostgreSQL does not store. */
    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }

    /** Returns a single chunk if the text fits. */
    private List<String> split(String text) {
        List<String> parts = new ArrayList<>(1);
        String rest = text;
        while (rest.length() > most) {
            String part = Truncation.start(rest, most);
            parts.add(part);
            rest = rest.substring(part.length());
        }
        parts.add(rest);
        return parts;
    }
}
