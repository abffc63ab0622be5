package dev.talaria.response;

import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.scope.RequestScope;
import dev.talaria.session.AttachMode;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Where a response belongs.
 *
 * @param scope        in its session, with its memory
 * @param attachMode   null where a session that the client named decides by the history of the body
 * @param previous     the hex digits of the response it goes on from; null for none
 * @param conversation null for none
 * @param named        the session is the client's own, by header or conversation, and keeps the turn whatever else is kept
 * @param instructions its own, or those of its chain; null for none
 * @param messages     everything that was sent, references resolved
 */
public record ResponseContext(RequestScope scope, AttachMode attachMode, String previous, Conversation conversation, boolean named,
                              String instructions, List<Message> messages) {
    /**
     * What a request says of where its response belongs.
     *
     * @param previous     the id of the response it goes on from, as sent; null for none
     * @param conversation an id or a free name; null for none
     * @param history      it brings everything said before itself
     * @param instructions null for none; empty ends those of a chain
     */
    public record Wish(String previous, String conversation, boolean history, String instructions) {
    }

    public ResponseContext {
        Objects.requireNonNull(scope);
        messages = List.copyOf(messages);
    }

    /** What is not part of the conversation: where the body's own history counts, its system messages are of this turn alone. */
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
