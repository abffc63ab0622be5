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

    /** Returns the messages in their stored form. */
    public static List<StoredMessage> of(List<Message> messages) {
        return messages.stream()
                .map(message -> new StoredMessage(message.role().wire(), PartsJson.write(message.parts()), message.author())).toList();
    }

    /** Reads stored messages; empty for null. */
    public static List<Message> messages(List<StoredMessage> stored) {
        return stored == null ? List.of() : stored.stream().map(StoredMessage::message).toList();
    }

    /**
     * Returns the message. A role that only a newer release knows cannot go to any model: its message is returned with one
     * {@link Part.Unknown}.
     */
    Message message() {
        return Role.of(role).map(known -> new Message(known, PartsJson.read(parts), author))
                .orElseGet(() -> new Message(Role.ASSISTANT, List.of(new Part.Unknown(Json.builders().createObjectBuilder()
                        .add("type", "message").add("role", role).add("parts", parts).build())), author));
    }
}
