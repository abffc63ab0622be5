package dev.talaria.agent;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.agent.context.ContextCompaction;
import dev.talaria.agent.context.ContextWindows;
import dev.talaria.agent.turn.Turn;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.EventStream.Cursor;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.RunEnded;
import dev.talaria.heap.HeapBudget;
import dev.talaria.heap.StreamLimit;
import dev.talaria.json.Json;
import dev.talaria.memory.BoundedRecall;
import dev.talaria.message.Message;
import dev.talaria.run.Run;
import dev.talaria.run.RunRegistry;
import dev.talaria.run.RunTerms;
import dev.talaria.run.admission.Admission;
import dev.talaria.run.stored.ConsentStore;
import dev.talaria.run.stored.IdempotencyStore;
import dev.talaria.run.stored.RunArchive;
import dev.talaria.run.stored.RunJournal;
import dev.talaria.run.stored.RunStore;
import dev.talaria.scope.Preferences;
import dev.talaria.scope.RequestScope;
import dev.talaria.session.NodeIds;
import dev.talaria.session.SessionStore;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.testing.NotedMemory;
import dev.talaria.testing.Scopes;
import dev.talaria.testing.ScriptedModel;
import dev.talaria.testing.TestAgents;
import dev.talaria.testing.TestDatabase;
import dev.talaria.tool.TodoTool;
import dev.talaria.tool.Tool;
import dev.talaria.tool.Toolset;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A whole agent over a real store in memory, with a scripted model. */
class Workshop implements AutoCloseable {
    static final int QUEUED = 3;
    static final JsonObject WEATHER = Json.parse("{\"type\":\"function\",\"function\":{\"name\":\"weather\"}}").asJsonObject();

    final ScriptedModel model = new ScriptedModel();
    final NotedMemory memory = new NotedMemory();
    final Database database = TestDatabase.sqlite();
    final GroupCommit commits = TestDatabase.writer(database);
    final SessionStore sessions = new SessionStore(database, new NodeIds(Clock.systemUTC()));
    final RunRegistry runs = new RunRegistry();
    final ExecutorService threads = Executors.newCachedThreadPool(TestDatabase.daemons());
    final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(TestDatabase.daemons());
    final RunStore store = new RunStore(database, "here");
    /** Outlives the threads of turns, as in a server. */
    final ExecutorService callbacks = Executors.newCachedThreadPool(TestDatabase.daemons());
    final RunJournal journal = new RunJournal(store, commits, timer, threads, callbacks);
    final RunArchive archive = new RunArchive(runs, store, journal, commits, Clock.systemUTC(), Duration.ofDays(1));
    final StreamLimit streams = new StreamLimit(1_000);
    final HeapBudget heap = new HeapBudget(64 << 20);
    final Admission admission;
    final RunStarter agent;

    Workshop() {
        this(10, Duration.ofSeconds(30));
    }

    Workshop(int mostRuns, Duration turnTimeout) {
        this(mostRuns, turnTimeout, threads -> threads);
    }

    /**
     * @param scarce what becomes of the executor of turns
     * @param more   tools beside {@code todo}
     */
    Workshop(int mostRuns, Duration turnTimeout, UnaryOperator<Executor> scarce, Tool... more) {
        admission = new Admission(new Admission.Limits(mostRuns, Duration.ofMinutes(1), QUEUED, Duration.ofMinutes(1)), streams, timer);
        Agents agents = TestAgents.over(model, "talaria", "scripted", false, false);
        Executor turnThreads = scarce.apply(threads);
        Clock clock = Clock.systemUTC();
        ContextCompaction compaction = new ContextCompaction(new ContextWindows(0), commits, clock,
                new ContextCompaction.Settings(true, Optional.empty(), Duration.ofSeconds(30)));
        TurnPreparer preparer = new TurnPreparer(sessions, memory, new BoundedRecall(memory, threads, Duration.ofSeconds(20)),
                compaction, new OutagePatience(database.condition()), heap);
        TurnLoop loop = new TurnLoop(preparer, compaction, one -> new ToolSteps(List.of(Toolset.planning().with(tools(more)))),
                () -> CompletableFuture.completedFuture(null),
                new Consent(new ConsentStore(database, commits, clock), clock, Duration.ofMinutes(1)),
                new TurnRecorder(sessions, memory, archive, clock), agents, new TimeLimiter(turnThreads),
                new TurnLoop.Bounds(4, 128, turnTimeout, parallelTools(), Duration.ofSeconds(20), heap));
        agent = new RunStarter(new TurnRunner(loop, archive, turnThreads, timer, clock), archive, admission, agents,
                new IdempotencyStore(database), new RunStarter.Settings(true, Duration.ofDays(1)), clock);
    }

    /** How many tools a turn runs at once. */
    int parallelTools() {
        return 1;
    }

    private static List<Tool> tools(Tool... more) {
        List<Tool> tools = new ArrayList<>(List.of(more));
        tools.add(new TodoTool());
        return tools;
    }

    Run start(RequestScope scope, Turn turn) {
        return agent.start(scope, turn).run();
    }

    /** Says one thing in the session {@code s1} and waits for the end. */
    RunEnded say(String words) throws Exception {
        return end(start(Scopes.named("s1"), turn(words)));
    }

    static RunEnded end(Run run) throws Exception {
        return run.outcome().toCompletableFuture().get(25, TimeUnit.SECONDS);
    }

    /** A run that waits for somebody's answer to {@code clear it}. */
    Run asking(String session) throws InterruptedException {
        model.calls("c1", "todo", "{\"clear\":true}");
        return startAsking(session);
    }

    /** As {@link #asking}, for a model that a test has told what to call. */
    Run startAsking(String session) throws InterruptedException {
        Run run = start(Scopes.named(session), submitted("clear it"));
        Semaphore news = new Semaphore(1);
        try (Cursor cursor = run.events().cursor(-1, news::release)) {
            while (true) {
                assertTrue(news.tryAcquire(20, TimeUnit.SECONDS), "nobody is asked");
                for (Numbered next = cursor.poll(); next != null; next = cursor.poll()) {
                    if (next.event() instanceof AgentEvent.ApprovalRequested) {
                        return run;
                    }
                }
            }
        }
    }

    static Turn submitted(String words) {
        return turn(words).withTerms(RunTerms.SUBMITTED);
    }

    /** The registry lets a run go just after its end was told. */
    void awaitNoRuns() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(25);
        while (runs.size() > 0) {
            assertTrue(System.nanoTime() < deadline, () -> runs.size() + " runs are still known");
            Thread.onSpinWait();
        }
    }

    static Turn turn(String words) {
        return turn(Message.user(words));
    }

    static Turn turn(Message... conversation) {
        return turn(Preferences.DEFAULT, conversation);
    }

    static Turn turn(Preferences preferences, Message... conversation) {
        return new Turn("chat", "talaria", List.of(), List.of(conversation), List.of(WEATHER), JsonObject.EMPTY_JSON_OBJECT, true, false,
                preferences, "body");
    }

    static Turn task(String words) {
        return new Turn("chat", "talaria-task", List.of(), List.of(Message.user(words)), List.of(), JsonObject.EMPTY_JSON_OBJECT,
                false, true, Preferences.DEFAULT, "body");
    }

    /** The session's conversation: each message's role and text. */
    List<String> transcript(String session) {
        return sessions.load(Scopes.named(session).session()).branch().stream()
                .map(node -> node.message().role().wire() + ": " + node.message().text() + (node.partial() ? " (partial)" : "")).toList();
    }

    static List<AgentEvent> events(Run run) {
        List<AgentEvent> seen = new ArrayList<>();
        try (var cursor = run.events().cursor(-1, () -> { })) {
            for (Numbered next = cursor.poll(); next != null; next = cursor.poll()) {
                seen.add(next.event());
            }
        }
        return seen;
    }

    @Override
    public void close() {
        model.close();
        threads.shutdown();
        timer.shutdownNow();
        commits.close();
        database.close();
    }
}
