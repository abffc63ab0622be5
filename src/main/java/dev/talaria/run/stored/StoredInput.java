package dev.talaria.run.stored;

import dev.talaria.json.Json;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.scope.Preferences;
import dev.talaria.session.PartsJson;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import java.util.List;

/**
 * What a durable run was asked: enough to file its turn in the transcript if the process dies before its end.
 *
 * @param history     what stood before the input
 * @param userId      null where nobody was named
 * @param memoryScope null where nothing may be remembered
 */
public record StoredInput(List<Message> history, List<Message> input, Preferences.History mode, String userId, String memoryScope) {
    public StoredInput {
        history = List.copyOf(history);
        input = List.copyOf(input);
    }

    String write() {
        return Json.generate(out -> {
            out.writeStartObject().write("mode", mode.name());
            write(out, "user", userId);
            write(out, "memory", memoryScope);
            write(out, "history", history);
            write(out, "input", input);
            out.writeEnd();
        });
    }

    private static void write(JsonGenerator out, String name, String value) {
        if (value != null) {
            out.write(name, value);
        }
    }

    private static void write(JsonGenerator out, String name, List<Message> messages) {
        out.writeStartArray(name);
        for (Message message : messages) {
            out.writeStartObject().write("role", message.role().wire()).write("parts", PartsJson.write(message.parts()));
            write(out, "author", message.author());
            out.writeEnd();
        }
        out.writeEnd();
    }

    static StoredInput read(String json) {
        JsonObject stored = Json.parse(json).asJsonObject();
        return new StoredInput(messages(stored, "history"), messages(stored, "input"),
                Preferences.History.valueOf(stored.getString("mode")), text(stored, "user"), text(stored, "memory"));
    }

    private static List<Message> messages(JsonObject stored, String name) {
        return stored.getJsonArray(name).stream().map(JsonValue::asJsonObject).map(StoredInput::message).toList();
    }

    private static Message message(JsonObject stored) {
        Role role = Role.of(stored.getString("role")).orElseThrow();
        return new Message(role, PartsJson.read(stored.getString("parts")), text(stored, "author"));
    }

    private static String text(JsonObject object, String name) {
        return object.get(name) instanceof JsonString text ? text.getString() : null;
    }
}
