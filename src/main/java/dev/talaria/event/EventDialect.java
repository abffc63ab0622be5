package dev.talaria.event;

/**
 * How a dialect answers events. What happens behind the scenes no dialect need show; everything else it must answer: a new event does
 * not compile until each has, unless it is declared here that it is nobody's business.
 */
public interface EventDialect<R> extends AgentEvent.Visitor<R> {
    /** The answer to what is not shown. */
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
    default R modelCalled(AgentEvent.ModelCalled event) {
        return nothing();
    }

    /** Most dialects have no place for them. */
    @Override
    default R extension(AgentEvent.ExtensionDelta event) {
        return nothing();
    }
}
