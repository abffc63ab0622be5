package dev.talaria.api.memory;

import dev.talaria.api.http.request.CleanText;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.JsonBody;
import dev.talaria.memory.Incoming;
import dev.talaria.memory.ItemKind;
import dev.talaria.memory.ProfileChange;
import dev.talaria.message.Role;
import dev.talaria.scope.SessionRef;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the body of an import. */
final class ImportRequest {
    static final int MAX_MESSAGES = 2_000;
    private static final int MAX_NAME = 256;
    private static final int MAX_METADATA = 16_384;
    private static final int MAX_CHANGES = 200;

    private ImportRequest() {
    }

    /**
     * @param caller the session whose tenant and owner the sessions named in the body get
     * @throws dev.talaria.error.ApiException 400; its param is the path of the faulty field
     */
    static List<Incoming> parse(JsonBody body, SessionRef caller) {
        List<JsonBody> messages = body.objects("messages")
                .orElseThrow(() -> ErrorCode.MISSING_FIELD.at("messages", "Missing or invalid 'messages' field"));
        if (messages.size() > MAX_MESSAGES) {
            body.fail("messages", "an array of at most " + MAX_MESSAGES + " elements; send several requests");
        }
        return messages.stream().map(message -> message(message, caller)).toList();
    }

    private static Incoming message(JsonBody message, SessionRef caller) {
        Role role = message.string("role").map(word -> Role.of(word)
                .orElseGet(() -> message.fail("role", "one of: system, developer, user, assistant, tool"))).orElse(Role.USER);
        JsonBody metadata = message.object("metadata").orElseGet(() -> JsonBody.of(JsonValue.EMPTY_JSON_OBJECT, message.path("metadata")));
        if (length(metadata.object()) > MAX_METADATA) {
            message.fail("metadata", "at most " + MAX_METADATA + " characters of JSON");
        }
        SessionRef session = name(metadata, "session_id").map(id -> SessionRef.named(caller.tenant(), caller.owner(), id)).orElse(null);
        return new Incoming(name(metadata, "id").orElse(null), session, role, name(message, "name").orElse(null), content(message),
                WireInstant.of(message, "created_at").orElse(null), metadata.object(),
                FilterRequest.importedKind(message).orElse(ItemKind.MESSAGE), profile(message));
    }

    /** Reads the changes of the profile that an export writes; a kind that this release does not know changes nothing. */
    private static List<ProfileChange> profile(JsonBody message) {
        List<JsonBody> changes = message.objects("profile").orElse(List.of());
        if (changes.size() > MAX_CHANGES) {
            message.fail("profile", "an array of at most " + MAX_CHANGES + " elements");
        }
        return changes.stream().map(change -> new ProfileChange(
                (int) change.integer("place", 0, Integer.MAX_VALUE).orElseGet(() -> change.<Long>fail("place", "a number")),
                change.text("kind").orElse(""), change.value("value").isPresent() ? ProfileEdit.value(change) : null,
                WireInstant.of(change, "edited_at").orElse(null))).toList();
    }

    /** Returns the length without {@code id} and {@code session_id}, which an export adds where they are missing. */
    private static int length(JsonObject metadata) {
        return metadata.entrySet().stream().filter(entry -> !entry.getKey().equals("id") && !entry.getKey().equals("session_id"))
                .mapToInt(entry -> entry.getKey().length() + entry.getValue().toString().length()).sum();
    }

    /** Reads a short text. Accepts a number too and returns its digits, because many programs use numbers as ids. */
    private static Optional<String> name(JsonBody body, String member) {
        String text = body.value(member).map(value -> value instanceof JsonNumber number ? number.toString()
                : value instanceof JsonString string ? string.getString().strip() : body.fail(member, "a string")).orElse("");
        if (text.length() > MAX_NAME || CleanText.hasControl(text)) {
            body.fail(member, "without control characters and at most " + MAX_NAME + " characters long");
        }
        return Optional.of(text).filter(name -> !name.isEmpty());
    }

    static String content(JsonBody message) {
        JsonValue content = message.value("content").orElse(JsonValue.NULL);
        Optional<String> text = content instanceof JsonArray parts ? joined(parts) : text(content);
        return text.filter(words -> !words.isBlank()).orElseGet(() -> message.fail("content", "a string that is not blank"));
    }

    private static Optional<String> joined(JsonArray parts) {
        List<String> texts = new ArrayList<>();
        for (JsonValue part : parts) {
            Optional<String> text = text(part instanceof JsonObject object ? object.get("text") : part);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            texts.add(text.get());
        }
        return Optional.of(String.join("\n", texts));
    }

    private static Optional<String> text(JsonValue value) {
        return value instanceof JsonString text ? Optional.of(text.getString()) : Optional.empty();
    }
}
