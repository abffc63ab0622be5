package dev.talaria.event;

/**
 * How an API renders events. Internal events need no rendering; every other one must be handled: a new event does not compile until each
 * API does, unless it is declared internal here.
 */
public interface EventDialect<R> extends AgentEvent.Visitor<R> {
    /** Returns the rendering of an event that is not shown. */
    R nothing();

    @Override
    default R queued(AgentEvent.RunQueued event) {
        return nothing();
    }

    @Override
    default R started(AgentEvent.RunStarted event) {
        return nothing();
    }

    @Override
    default R recalled(AgentEvent.MemoryRecalled event) {
        return nothing();
    }

    @Override
    default R compacted(AgentEvent.ContextCompacted event) {
        return nothing();
    }

    @Override
    default R modelCalled(AgentEvent.ModelCalled event) {
        return nothing();
    }

    /** Most APIs have no place for opaque members. */
    @Override
    default R extension(AgentEvent.ExtensionDelta event) {
        return nothing();
    }
}
