package dev.talaria.boot;

import dev.talaria.access.KeyStore;
import dev.talaria.agent.AgentParts;
import dev.talaria.agent.AgentService;
import dev.talaria.agent.Agents;
import dev.talaria.config.HonchoConfig;
import dev.talaria.config.TalariaConfig;
import dev.talaria.event.Cancellation;
import dev.talaria.json.Json;
import dev.talaria.memory.BoundedRecall;
import dev.talaria.memory.Embedder;
import dev.talaria.memory.MemoryProvider;
import dev.talaria.memory.Peer;
import dev.talaria.memory.RecallQuery;
import dev.talaria.memory.honcho.HonchoMemory;
import dev.talaria.memory.honcho.wire.HonchoClient;
import dev.talaria.memory.local.LocalMemory;
import dev.talaria.memory.local.meaning.Embedded;
import dev.talaria.memory.local.meaning.Meaning;
import dev.talaria.memory.outbox.Outbox;
import dev.talaria.memory.outbox.OutboxParts;
import dev.talaria.model.ModelProvider;
import dev.talaria.model.demo.DemoModel;
import dev.talaria.model.openai.OpenAiModel;
import dev.talaria.response.ConversationStore;
import dev.talaria.response.ResponseRetention;
import dev.talaria.response.ResponseStore;
import dev.talaria.run.Idempotency;
import dev.talaria.run.RunRegistry;
import dev.talaria.run.Slots;
import dev.talaria.run.stored.IdempotencyStore;
import dev.talaria.run.stored.RunArchive;
import dev.talaria.run.stored.RunJournal;
import dev.talaria.run.stored.RunRecovery;
import dev.talaria.run.stored.RunRetention;
import dev.talaria.run.stored.RunStore;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.session.NodeIds;
import dev.talaria.session.NodeStore;
import dev.talaria.session.SessionStore;
import dev.talaria.session.catalog.CatalogStore;
import dev.talaria.session.catalog.ExpiredSessions;
import dev.talaria.session.catalog.SessionEdits;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Retention;
import dev.talaria.tool.Tool;
import dev.talaria.tool.Toolset;
import dev.talaria.tool.Toolsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Everything behind the HTTP surface: store, memory, model, agent. Built in order into the given {@link Closing}. */
final class Core {
    /** How many turns may wait for a slot at once, durable ones apart. */
    private static final int MOST_WAITING = 4_000;
    /** How long cancelled runs get to save what was said and to tell their readers. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    final ScheduledExecutorService timer;
    final Database database;
    final MemoryProvider memory;
    final ModelProvider model;
    final ExecutorService recallThreads;
    final ExecutorService readers;
    final Slots slots;
    final RunArchive archive;
    final Draining draining;
    final Toolsets toolsets;
    final Agents agents;
    final SessionStore transcripts;
    final CatalogStore catalog;
    final SessionEdits sessions;
    final AgentService agent;
    final GroupCommit commits;
    final NodeStore nodes = new NodeStore();
    final ResponseStore responses;
    final ConversationStore conversations;
    final KeyStore keys;

    Core(TalariaConfig config, Clock clock, Closing closing) {
        timer = closing.addPool(Threads.timer());
        database = closing.add(Database.open(config.store(), config.server().home()));
        ScheduledExecutorService journalThread = closing.addPool(Threads.journal());
        commits = closing.add(GroupCommit.start(database, Threads.named("commit"), clock, GroupCommit.Bounds.USUAL));
        keys = new KeyStore(database, commits, clock);
        memory = closing.add(memory(config, clock, closing));
        toolsets = new Toolsets(config.agent().tools() ? sets(memory.tools()) : List.of());
        model = closing.add(model(config.model(), timer, clock));
        recallThreads = closing.addPool(Threads.recall(config.honcho().isPresent()));
        ExecutorService turnThreads = closing.addPool(Threads.turns());
        readers = closing.addPool(Threads.readers());
        responses = new ResponseStore(database);
        conversations = new ConversationStore(database);
        new ResponseRetention(responses, nodes::removeSession, commits, clock, config.responses().retention()).start(timer, readers);
        RunRegistry runs = new RunRegistry();
        closing.add(() -> {
            runs.cancelAll(Cancellation.Reason.SHUTDOWN);
            runs.ended().get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        });
        draining = new Draining(runs, config.server().drainGrace(), timer);
        slots = new Slots(config.limits().maxConcurrentRuns(), MOST_WAITING + config.runs().maxQueued(), config.limits().slotWait(), timer);
        agents = new Agents(config.agent().id(), config.model().name().orElse(DemoModel.NAME), config.model().strict(),
                config.model().passThrough());
        BoundedRecall recall = new BoundedRecall(memory, recallThreads, config.memory().recallTimeout());
        transcripts = new SessionStore(database, new NodeIds(clock));
        catalog = new CatalogStore(database);
        sessions = new SessionEdits(commits, clock);
        archive = archive(config.runs(), runs, commits, journalThread, readers, clock);
        agent = new AgentService(new AgentParts(agents, config.agent().systemPrompt(), config.memory().recallTokens(),
                config.agent().maxSteps(), config.agent().turnTimeout(), config.memory().enabled(),
                transcripts, archive, memory, recall, model, toolsets.tools(), slots,
                new AgentParts.Queueing(config.runs().maxQueued(), config.agent().turnTimeout(), config.runs().idempotencyRetention()),
                new Idempotency(), new IdempotencyStore(database), turnThreads, clock));
        Retention retention = new Retention(commits, timer, clock, Retention.Pace.USUAL);
        retention.keep("sessions", config.retention().sessions(), new ExpiredSessions());
    }

    private Meaning meaning(TalariaConfig config, Closing closing) {
        Optional<Embedder> embedder = Embedders.of(config.embedding()).filter(chosen -> config.memory().enabled());
        return embedder.<Meaning>map(chosen -> Embedded.start(database, commits, new Embedded.Parts(closing.add(chosen),
                closing.addPool(Threads.queries()), closing.addPool(Threads.embedding()), timer,
                config.embedding().queryTimeout()))).orElse(Meaning.OFF);
    }

    /** What the last process left behind is brought to its end before anybody can ask for it. */
    private RunArchive archive(TalariaConfig.Runs config, RunRegistry runs, GroupCommit commits,
                               ScheduledExecutorService journalThread, ExecutorService readers, Clock clock) {
        RunStore store = new RunStore(database);
        new RunRecovery(store, transcripts, commits, clock, config.retention()).run();
        new RunRetention(database, commits, clock, config.expiredRetention()).start(timer, readers);
        RunJournal journal = new RunJournal(store, commits, journalThread, readers);
        return new RunArchive(runs, store, journal, commits, clock, config.retention());
    }

    private static List<Toolset> sets(List<Tool> ofMemory) {
        return ofMemory.isEmpty() ? List.of(Toolset.planning()) : List.of(Toolset.planning(), Toolset.memory(ofMemory));
    }

    private MemoryProvider memory(TalariaConfig config, Clock clock, Closing closing) {
        if (config.honcho().isEmpty()) {
            return new LocalMemory(database, commits, config.memory(), clock, meaning(config, closing));
        }
        HonchoConfig honcho = config.honcho().get();
        ExecutorService deliveries = closing.addPool(Threads.deliveries(Outbox.Bounds.USUAL.parallel()));
        return new HonchoMemory(honcho, new HonchoClient(honcho, Threads.named("honcho"), timer, clock),
                new OutboxParts(database, commits, clock, deliveries, timer), Outbox.Bounds.USUAL, config.memory().recallTimeout());
    }

    /**
     * The first use of memory and JSON loads thousands of classes: better now than in somebody's first turn.
     *
     * @param here whether the memory is this server's own
     */
    void warmUp(boolean here) {
        if (here) {
            memory.recall(new RecallQuery(Peer.of(new MemoryScope("", "")), SessionRef.named("", "", ""), "What was said yesterday?", 1));
        }
        Json.parse(Json.write(Map.of("warm", List.of(true))));
    }

    private static ModelProvider model(TalariaConfig.Model config, ScheduledExecutorService timer, Clock clock) {
        return config.baseUrl().isPresent() ? new OpenAiModel(config, Threads.named("upstream"), timer, clock) : new DemoModel(timer);
    }
}
