package dev.talaria.api.http.reply;

import dev.talaria.event.AgentEvent;
import dev.talaria.event.EventDialect;
import dev.talaria.event.EventStream.Numbered;
import java.util.List;

/** A renderer for clients that approve no tool calls and steer no turns. Events that are not shown have no frame. */
public interface UnattendedRenderer extends EventRenderer, EventDialect<List<SseFrame>> {
    @Override
    default List<SseFrame> render(Numbered numbered) {
        return numbered.event().accept(this);
    }

    @Override
    default List<SseFrame> nothing() {
        return List.of();
    }

    @Override
    default List<SseFrame> approvalRequested(AgentEvent.ApprovalRequested event) {
        return nothing();
    }

    @Override
    default List<SseFrame> approvalResolved(AgentEvent.ApprovalResolved event) {
        return nothing();
    }

    @Override
    default List<SseFrame> steered(AgentEvent.Steered event) {
        return nothing();
    }
}
