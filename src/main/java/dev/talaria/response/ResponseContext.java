package dev.talaria.response;

import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.scope.RequestScope;
import dev.talaria.session.AttachMode;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The resolved context of a response.
 *
 * @param scope        the request in the response's session, with its memory
 * @param attachMode   null if the body's history decides, in a session that the client named
 * @param previous     the hex digits of the response it continues; null for none
 * @param conversation null for none
 * @param named        whether the client named the session, by header or conversation; such a session keeps the turn even if the response
 *                     is not stored
 * @param instructions its own, or those of its chain; null for none
 * @param messages     all messages of the request, with references resolved
 */
public record ResponseContext(RequestScope scope, AttachMode attachMode, String previous, Conversation conversation, boolean named,
                              String instructions, List<Message> messages) {
    /**
     * What a request specifies about its context.
     *
     * @param previous     the id of the response it continues, as sent; null for none
     * @param conversation an id or a free name; null for none
     * @param history      whether the body contains all earlier messages
     * @param instructions null for none; empty to drop those of a chain
     */
    public record Wish(String previous, String conversation, boolean history, String instructions) {
    }

    public ResponseContext {
        Objects.requireNonNull(scope);
        messages = List.copyOf(messages);
    }

    /**
     * Returns the messages that are not part of the conversation. If the body's own history counts, its system messages apply to this turn
     * only.
     */
    public List<Message> system() {
        Stream<Message> own = instructions == null || instructions.isBlank() ? Stream.empty()
                : Stream.of(Message.of(Role.SYSTEM, instructions));
        return byHistory() ? Stream.concat(own, messages.stream().filter(message -> message.role().isSystem())).toList() : own.toList();
    }

    public List<Message> conversational() {
        return byHistory() ? messages.stream().filter(message -> !message.role().isSystem()).toList() : messages;
    }

    private boolean byHistory() {
        return attachMode == null || attachMode instanceof AttachMode.ByHistory;
    }
}
