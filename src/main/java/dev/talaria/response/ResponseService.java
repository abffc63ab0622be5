package dev.talaria.response;

import dev.talaria.agent.RunStarter;
import dev.talaria.agent.turn.TranscriptPolicy;
import dev.talaria.agent.turn.Turn;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.Cancellation;
import dev.talaria.event.RunEnded;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.message.Usage;
import dev.talaria.run.Durability;
import dev.talaria.run.Run;
import dev.talaria.run.RunHead;
import dev.talaria.run.RunId;
import dev.talaria.run.RunState;
import dev.talaria.run.RunTerms;
import dev.talaria.run.RunTransactionHook;
import dev.talaria.run.Started;
import dev.talaria.run.stored.RunArchive;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.RequestScope;
import dev.talaria.session.Node;
import dev.talaria.session.NodeStore;
import dev.talaria.session.SessionStore;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Write;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Starts, finds, stops and deletes responses, live and stored ones. A response is named by the hex digits of its run's id. Safe for many
 * threads; methods that read stored responses block for the database.
 */
public final class ResponseService {
    private static final int SHORTENED_HISTORY = 100;
    private static final RunTerms FOREGROUND = new RunTerms(Durability.FOREGROUND, true, false);
    private static final Message NOTHING = new Message(Role.ASSISTANT, List.of(), null);

    private final RunStarter starter;
    private final RunArchive runs;
    private final ResponseStore responses;
    private final ConversationStore conversations;
    private final SessionStore sessions;
    private final GroupCommit commits;
    private final Clock clock;
    private final NodeStore nodes = new NodeStore();
    private final LiveResponses live = new LiveResponses();
    private final ResponseContextResolver contexts;
    private final BackgroundEnds ends;

    public ResponseService(RunStarter starter, RunArchive runs, ResponseStore responses, ConversationStore conversations,
                           SessionStore sessions, GroupCommit commits, Clock clock) {
        this.starter = Objects.requireNonNull(starter);
        this.runs = Objects.requireNonNull(runs);
        this.responses = Objects.requireNonNull(responses);
        this.conversations = Objects.requireNonNull(conversations);
        this.sessions = Objects.requireNonNull(sessions);
        this.commits = Objects.requireNonNull(commits);
        this.clock = Objects.requireNonNull(clock);
        this.contexts = new ResponseContextResolver(responses, conversations, live::isUnderWay, clock);
        this.ends = new BackgroundEnds(responses, nodes, clock);
    }

    /**
     * Resolves the context of a response. Blocks for the database.
     *
     * @param messages all messages of the request, with references resolved
     * @throws ApiException {@code response_not_found}, {@code conversation_not_found}, or a 400
     */
    public ResponseContext context(RequestScope asked, ResponseContext.Wish wish, List<Message> messages) {
        return contexts.of(asked, wish, messages);
    }

    /** Returns the request's conversation, its history first. Blocks for the database. */
    public List<Message> messages(ResponseContext context) {
        return ConversationText.of(context, sessions);
    }

    /** Returns the length of the prompt in characters, without the agent's system prompt and memory. Blocks for the database. */
    public long length(ResponseContext context) {
        return ConversationText.length(context, sessions);
    }

    /**
     * Starts a response.
     *
     * @param turn the turn to execute, not yet bound to its session
     * @throws ApiException as {@link RunStarter#start}
     */
    public LiveResponse start(ResponseContext context, Turn turn, ResponseTerms terms) {
        Started started = starter.start(context.scope(), tied(turn, context, terms));
        ResponseHead head = head(context, terms, started.run().head());
        LiveResponse response = new LiveResponse(head, started.run(), started.replayed(), terms.encryptedReasoning(), turn.conversation());
        if (!started.replayed() && terms.stored()) {
            live.add(response);
        }
        return response;
    }

    private Turn tied(Turn turn, ResponseContext context, ResponseTerms terms) {
        int history = terms.shortened() ? SHORTENED_HISTORY : Integer.MAX_VALUE;
        return terms.durable()
                ? turn.withTerms(RunTerms.BACKGROUND)
                .withTranscript(new TranscriptPolicy(context.attachMode(), history, terms.compactAt(), true,
                        storedFirst(context, terms)))
                : turn.withTerms(FOREGROUND).withTranscript(new TranscriptPolicy(context.attachMode(), history, terms.compactAt(),
                        terms.stored() || context.named(), storedAtEnd(context, terms)));
    }

    private RunTransactionHook storedAtEnd(ResponseContext context, ResponseTerms terms) {
        return (run, end, node) -> terms.stored() ? conversation(context).and(kept(head(context, terms, run), run, end, node))
                : conversation(context);
    }

    /** Stores the response at the run's start, so that it can be read from then on. */
    private RunTransactionHook storedFirst(ResponseContext context, ResponseTerms terms) {
        return new RunTransactionHook() {
            @Override
            public Write begins(RunHead run) {
                return conversation(context).and(responses.begin(head(context, terms, run)));
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
        Write save = responses.save(new StoredResponse(head, node, ResponseOutcome.of(end, clock.instant())));
        Write forget = responses.delete(head).and(nodes.removeTurn(head.session(), run.id().toString()));
        return handle -> (live.isUnwanted(head.id()) ? forget : save).apply(handle);
    }

    private static ResponseHead head(ResponseContext context, ResponseTerms terms, RunHead run) {
        return new ResponseHead(run.id().hex(), run.scope().session(), run.model(), run.scope().agentOrEmpty(),
                context.previous(), context.conversation() == null ? null : context.conversation().id(), context.instructions(),
                run.scope().memoryScope().map(MemoryScope::id).orElse(null), terms.background(), terms.serverTools(), terms.echo(),
                run.created());
    }

    /** Returns the caller's response if it has not ended and this process started it. Never blocks. */
    public Optional<LiveResponse> live(RequestScope asker, String id) {
        return live.find(asker, id);
    }

    /**
     * Returns the caller's stored response. Blocks for the database.
     *
     * @throws ApiException {@code response_not_found} if the caller's owner has no such response
     */
    public StoredResponse stored(RequestScope asker, String id) {
        return responses.find(asker, id).orElseThrow(() -> unknown(id));
    }

    /** Returns the error for a response that does not exist or belongs to another owner. */
    public static ApiException unknown(String id) {
        return ErrorCode.RESPONSE_NOT_FOUND.because("Response not found: " + ResponseHead.ID_PREFIX + id);
    }

    /** Returns the input and output of a stored response. Blocks for the database. */
    public List<Node> turn(StoredResponse response) {
        return sessions.turn(response.head().session(), run(response.head()).toString(), response.node());
    }

    /**
     * Returns how a stored response ended; empty while it is in progress. A response whose run is lost has failed. Blocks for the database.
     */
    public Optional<ResponseOutcome> outcome(RequestScope asker, StoredResponse response) {
        return response.outcome().or(() -> outcome(asker, response.head()));
    }

    private Optional<ResponseOutcome> outcome(RequestScope asker, ResponseHead head) {
        try {
            RunState state = runs.state(asker, run(head));
            return state.end().map(end -> ResponseOutcome.of(end, state.updated()));
        } catch (ApiException e) {
            if (e.code() != ErrorCode.RUN_NOT_FOUND) {
                throw e;
            }
            Problem lost = Problem.of(ErrorCode.SERVER_RESTARTED, "The server was restarted while the response was under way");
            return Optional.of(ResponseOutcome.of(new RunEnded.RunFailed(lost, NOTHING, Usage.NONE), head.created()));
        }
    }

    /**
     * Returns a stored response's run with its events if they are stored, else with events derived from its messages, each piece whole.
     * Blocks for the database.
     */
    public Run replay(RequestScope asker, StoredResponse response) {
        return kept(asker, response.head().id()).filter(run -> run.head().durable()).orElseGet(() -> retold(asker, response));
    }

    private Run retold(RequestScope asker, StoredResponse response) {
        ResponseHead head = response.head();
        List<Node> turn = turn(response);
        ResponseOutcome outcome = outcome(asker, response).orElseThrow();
        List<AgentEvent> events = new ArrayList<>(TurnEvents.of(head.model(), turn));
        events.add(outcome.asEnd(NOTHING));
        RunHead run = new RunHead(run(head), asker.withSession(head.session()), BackgroundEnds.SOURCE, head.model(), Durability.FOREGROUND,
                head.created());
        return Run.replay(run, events, outcome.ended());
    }

    /** Returns the run, or empty if it is unknown or its events have expired. */
    private Optional<Run> kept(RequestScope asker, String id) {
        try {
            return Optional.of(runs.find(asker, new RunId(id)));
        } catch (ApiException e) {
            if (e.code() == ErrorCode.RUN_NOT_FOUND || e.code() == ErrorCode.EVENTS_EXPIRED) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Stops a response; returns it if it is live, so that the caller can await its end. Does nothing to one that has ended. */
    public Optional<LiveResponse> cancel(RequestScope asker, String id) {
        Optional<LiveResponse> running = live(asker, id);
        running.ifPresentOrElse(response -> response.run().cancellation().cancel(Cancellation.Reason.STOPPED),
                () -> stopTakenUp(asker, id));
        return running;
    }

    /** Stops a response that another process started, which is known by its run only. */
    private void stopTakenUp(RequestScope asker, String id) {
        kept(asker, id).filter(run -> !run.hasEnded()).ifPresent(run -> run.cancellation().cancel(Cancellation.Reason.STOPPED));
    }

    /**
     * Deletes a response with its turn; the conversation closes the gap. The future completes when this is durable.
     *
     * @throws ApiException {@code response_not_found}
     */
    public CompletableFuture<Void> delete(RequestScope asker, String id) {
        Optional<LiveResponse> running = live(asker, id);
        ResponseHead head = running.map(LiveResponse::head).orElseGet(() -> stored(asker, id).head());
        running.ifPresent(response -> {
            live.discard(id);
            response.run().cancellation().cancel(Cancellation.Reason.STOPPED);
        });
        stopTakenUp(asker, id);
        return commits.submit(responses.delete(head).and(nodes.removeTurn(head.session(), run(head).toString())));
    }

    private static RunId run(ResponseHead head) {
        return new RunId(head.id());
    }
}
