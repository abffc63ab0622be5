package dev.talaria.session;

import dev.talaria.json.Json;
import dev.talaria.json.StoredObject;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
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

    /** Empty where there are none. */
    public static List<Message> read(StoredObject stored, String name) {
        return stored.parts(name).stream().map(MessagesJson::message).toList();
    }

    private static Message message(StoredObject stored) {
        return message(stored.text("role", ""), stored.text("parts", "[]"), stored.text("author"));
    }

    /**
     * A message as it is stored. What is said in a role that only a newer release knows can be told to no model: it comes back as a message
     * with one {@link Part.Unknown}.
     *
     * @param author null for none
     */
    static Message message(String role, String parts, String author) {
        return Role.of(role).map(known -> new Message(known, PartsJson.read(parts), author))
                .orElseGet(() -> new Message(Role.ASSISTANT, List.of(new Part.Unknown(Json.builders().createObjectBuilder()
                        .add("type", "message").add("role", role).add("parts", parts).build())), author));
    }
}
