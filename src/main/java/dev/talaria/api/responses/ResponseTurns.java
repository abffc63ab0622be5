package dev.talaria.api.responses;

import dev.talaria.agent.turn.TranscriptPolicy;
import dev.talaria.agent.turn.Turn;
import dev.talaria.event.RunEnded;
import dev.talaria.response.ConversationStore;
import dev.talaria.response.ResponseHead;
import dev.talaria.response.ResponseOutcome;
import dev.talaria.response.ResponseStore;
import dev.talaria.response.StoredResponse;
import dev.talaria.run.Durability;
import dev.talaria.run.RunHead;
import dev.talaria.run.RunTerms;
import dev.talaria.run.RunTransactionHook;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.Preferences;
import dev.talaria.session.NodeStore;
import dev.talaria.store.Write;
import java.time.Clock;

/** Makes turns of requests, and says what is kept of each. Safe for many threads. */
final class ResponseTurns {
    private static final int SHORTENED_HISTORY = 100;
    private static final RunTerms FOREGROUND = new RunTerms(Durability.FOREGROUND, true, false);

    private final ResponseStore responses;
    private final ConversationStore conversations;
    private final NodeStore nodes;
    private final LiveResponses live;
    private final BackgroundEnds ends;
    private final Clock clock;

    ResponseTurns(ResponseStore responses, ConversationStore conversations, NodeStore nodes, LiveResponses live, Clock clock) {
        this.responses = responses;
        this.conversations = conversations;
        this.nodes = nodes;
        this.live = live;
        this.ends = new BackgroundEnds(responses, nodes, clock);
        this.clock = clock;
    }

    /**
     * @param model as the reply shows it
     * @param task  a client's background task, of which nothing is kept
     */
    Turn turn(ResponseRequest request, ResponseContext context, String model, boolean task, Preferences preferences, String fingerprint) {
        Turn turn = new Turn(BackgroundEnds.SOURCE, model, context.system(), context.conversational(), request.settings().tools(),
                request.settings().parameters(), request.stream() || request.background(), task, preferences, fingerprint);
        boolean stored = request.store() && !task;
        int history = request.shortened() ? SHORTENED_HISTORY : Integer.MAX_VALUE;
        boolean goesOn = request.background() || request.stream() && preferences.disconnect() == Preferences.Disconnect.DETACH;
        return goesOn && stored
                ? turn.withTerms(RunTerms.BACKGROUND)
                .withTranscript(new TranscriptPolicy(context.attachMode(), history, true, background(request, context, preferences)))
                : turn.withTerms(FOREGROUND).withTranscript(new TranscriptPolicy(context.attachMode(), history, stored || context.named(),
                        hook(request, context, preferences, stored)));
    }

    private RunTransactionHook hook(ResponseRequest request, ResponseContext context, Preferences preferences, boolean stored) {
        return (run, end, node) -> stored
                ? conversation(context).and(kept(head(request, context, preferences, run), run, end, node)) : conversation(context);
    }

    /** The response can be read from its beginning on. */
    private RunTransactionHook background(ResponseRequest request, ResponseContext context, Preferences preferences) {
        return new RunTransactionHook() {
            @Override
            public Write begins(RunHead run) {
                return conversation(context).and(responses.begin(head(request, context, preferences, run)));
            }

            @Override
            public Write of(RunHead run, RunEnded end, String node) {
                return ends.of(run, end, node);
            }
        };
    }

    private Write conversation(ResponseContext context) {
        return context.conversation() == null ? Write.NOTHING : conversations.create(context.conversation());
    }

    private Write kept(ResponseHead head, RunHead run, RunEnded end, String node) {
        StoredResponse response = new StoredResponse(head, node, ResponseOutcome.of(end, clock.instant()));
        Write save = responses.save(response);
        Write forget = responses.delete(head).and(nodes.removeTurn(head.session(), run.id().toString()));
        return handle -> (live.isUnwanted(head.id()) ? forget : save).apply(handle);
    }

    /** What is known of the response that a run gives. */
    static ResponseHead head(ResponseRequest request, ResponseContext context, Preferences preferences, RunHead run) {
        return new ResponseHead(run.id().hex(), run.scope().session(), run.model(), context.previous(),
                context.conversation() == null ? null : context.conversation().id(), context.instructions(),
                run.scope().memoryScope().map(MemoryScope::id).orElse(null), request.background(),
                preferences.toolProgress() && !request.settings().runsTools(), request.settings().echo(), run.created());
    }
}
