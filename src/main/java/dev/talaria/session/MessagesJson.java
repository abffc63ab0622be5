package dev.talaria.session;

import dev.talaria.message.Message;
import dev.talaria.message.Role;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import java.util.List;

/** Messages as a member of the JSON text that something unfinished is stored as; texts are kept as {@link PartsJson} keeps them. */
public final class MessagesJson {
    private MessagesJson() {
    }

    public static void write(JsonGenerator out, String name, List<Message> messages) {
        out.writeStartArray(name);
        for (Message message : messages) {
            out.writeStartObject().write("role", message.role().wire()).write("parts", PartsJson.write(message.parts()));
            PartsJson.text(out, "author", message.author());
            out.writeEnd();
        }
        out.writeEnd();
    }

    public static List<Message> read(JsonObject stored, String name) {
        return stored.getJsonArray(name).stream().map(JsonValue::asJsonObject).map(MessagesJson::message).toList();
    }

    private static Message message(JsonObject stored) {
        Role role = Role.of(stored.getString("role")).orElseThrow();
        return new Message(role, PartsJson.read(stored.getString("parts")), PartsJson.text(stored, "author").orElse(null));
    }
}
