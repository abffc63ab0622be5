package dev.talaria.session;

import dev.talaria.json.Json;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import java.util.List;

/**
 * A message as a member of a stored document.
 *
 * @param parts as {@link PartsJson} writes them
 * @param author null for none
 */
public record StoredMessage(String role, String parts, String author) {
    public StoredMessage {
        role = role == null ? "" : role;
        parts = parts == null ? "[]" : parts;
    }

    /** The messages as they are stored. */
    public static List<StoredMessage> of(List<Message> messages) {
        return messages.stream()
                .map(message -> new StoredMessage(message.role().wire(), PartsJson.write(message.parts()), message.author())).toList();
    }

    /** The messages that were stored; empty for null. */
    public static List<Message> messages(List<StoredMessage> stored) {
        return stored == null ? List.of() : stored.stream().map(StoredMessage::message).toList();
    }

    /**
     * Returns the message. What is said in a role that only a newer release knows can be told to no model: it comes back as a message with
     * one {@link Part.Unknown}.
     */
    Message message() {
        return Role.of(role).map(known -> new Message(known, PartsJson.read(parts), author))
                .orElseGet(() -> new Message(Role.ASSISTANT, List.of(new Part.Unknown(Json.builders().createObjectBuilder()
                        .add("type", "message").add("role", role).add("parts", parts).build())), author));
    }
}
