package dev.talaria.tool;

import dev.talaria.event.Cancellation;
import dev.talaria.message.Message;
import dev.talaria.scope.RequestScope;
import java.util.List;
import java.util.Objects;

/**
 * The context of a tool call.
 *
 * @param conversation the messages so far, with this turn's calls and results; a tool's only state
 */
public record ToolContext(RequestScope scope, List<Message> conversation, Cancellation cancellation) {
    public ToolContext {
        Objects.requireNonNull(scope);
        conversation = List.copyOf(conversation);
        Objects.requireNonNull(cancellation);
    }
}
