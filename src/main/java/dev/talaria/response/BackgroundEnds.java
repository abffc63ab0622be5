package dev.talaria.response;

import dev.talaria.event.RunEnded;
import dev.talaria.run.RunHead;
import dev.talaria.run.RunTransactionHook;
import dev.talaria.session.NodeStore;
import dev.talaria.store.Write;
import java.time.Clock;
import java.util.Objects;

/** Stores the end of a response that was stored at its start, in whichever process its run ends. Immutable, safe for many threads. */
public final class BackgroundEnds implements RunTransactionHook {
    /** The source of the runs of responses. */
    public static final String SOURCE = "responses";

    private final ResponseStore responses;
    private final NodeStore nodes;
    private final Clock clock;

    public BackgroundEnds(ResponseStore responses, NodeStore nodes, Clock clock) {
        this.responses = Objects.requireNonNull(responses);
        this.nodes = Objects.requireNonNull(nodes);
        this.clock = Objects.requireNonNull(clock);
    }

    /** Stores nothing of a response that was deleted meanwhile, and removes its turn. */
    @Override
    public Write of(RunHead run, RunEnded end, String node) {
        Write gone = nodes.removeTurn(run.scope().session(), run.id().toString());
        return responses.end(run.scope().session(), run.id().hex(), node, ResponseOutcome.of(end, clock.instant()), gone);
    }
}
