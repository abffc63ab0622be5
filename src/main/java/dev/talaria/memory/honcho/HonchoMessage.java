package dev.talaria.memory.honcho;

import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import dev.talaria.memory.Remembered;
import dev.talaria.message.Role;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** A message as Honcho returns it. Other programs may have written it, so no member is assumed. */
record HonchoMessage(JsonObject json) {
    String id() {
        return text(json, "id", "");
    }

    String content() {
        return text(json, "content", "");
    }

    String session() {
        return text(json, "session_id", "");
    }

    Instant at() {
        try {
            return OffsetDateTime.parse(text(json, "created_at", "")).toInstant();
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }

    JsonObject metadata() {
        return json.get("metadata") instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
    }

    String note(String name) {
        return text(metadata(), name, "");
    }

    int number(String name, int otherwise) {
        return metadata().get(name) instanceof JsonNumber number ? number.intValue() : otherwise;
    }

    /** Returns which chunk of which message of its turn it is. */
    String piece() {
        return number(MessageChunks.MESSAGE, 0) + "/" + number(MessageChunks.PART, 0);
    }

    /** Returns whether it belongs to the same message as the other chunk. */
    boolean continues(HonchoMessage other) {
        return number(MessageChunks.PARTS, 1) > 1 && note(MessageChunks.TURN).equals(other.note(MessageChunks.TURN))
                && number(MessageChunks.MESSAGE, 0) == other.number(MessageChunks.MESSAGE, 0) && session().equals(other.session());
    }

    Role role(String ai) {
        return Role.of(note(MessageChunks.ROLE)).orElse(ai.equals(text(json, "peer_id", "")) ? Role.ASSISTANT : Role.USER);
    }

    /** Null if unknown. */
    String author() {
        return text(metadata(), MessageChunks.NAME, null);
    }

    Remembered remembered(String ai, String whole) {
        String transcript = text(metadata(), MessageChunks.TRANSCRIPT, session());
        return new Remembered(id(), transcript, role(ai), author(), whole, at(), about());
    }

    private JsonObject about() {
        try {
            String about = note(MessageChunks.ABOUT);
            return about.isEmpty() ? JsonValue.EMPTY_JSON_OBJECT : Json.parseLeniently(about).asJsonObject();
        } catch (JsonFault | ClassCastException foreign) {
            return JsonValue.EMPTY_JSON_OBJECT;
        }
    }

    static String text(JsonObject object, String name, String otherwise) {
        return object.get(name) instanceof JsonString text ? text.getString() : otherwise;
    }
}
