package dev.talaria.tool;

import dev.talaria.event.Cancellation;
import dev.talaria.message.Message;
import dev.talaria.scope.RequestScope;
import java.util.List;
import java.util.Objects;

/**
 * What a tool call may know.
 *
 * @param conversation what was said so far, this turn's calls and results included: the only state a tool has
 */
public record ToolContext(RequestScope scope, List<Message> conversation, Cancellation cancellation) {
    public ToolContext {
        Objects.requireNonNull(scope);
        conversation = List.copyOf(conversation);
        Objects.requireNonNull(cancellation);
    }
}
