package dev.talaria.boot;

import dev.talaria.access.KeyStore;
import dev.talaria.agent.Agents;
import dev.talaria.agent.Consent;
import dev.talaria.agent.OutagePatience;
import dev.talaria.agent.RunStarter;
import dev.talaria.agent.TimeLimiter;
import dev.talaria.agent.ToolSteps;
import dev.talaria.agent.TurnLoop;
import dev.talaria.agent.TurnPreparer;
import dev.talaria.agent.TurnRecorder;
import dev.talaria.agent.TurnRunner;
import dev.talaria.api.http.reply.KeepAlive;
import dev.talaria.config.ForeignMemory;
import dev.talaria.config.TalariaConfig;
import dev.talaria.heap.HeapBudget;
import dev.talaria.heap.StreamLimit;
import dev.talaria.memory.BoundedRecall;
import dev.talaria.memory.MemoryParts;
import dev.talaria.memory.MemoryProvider;
import dev.talaria.memory.honcho.HonchoMemory;
import dev.talaria.memory.honcho.wire.HonchoClient;
import dev.talaria.memory.local.LocalMemory;
import dev.talaria.memory.outbox.BacklogStore;
import dev.talaria.memory.outbox.Outbox;
import dev.talaria.memory.outbox.OutboxParts;
import dev.talaria.message.Part;
import dev.talaria.model.ModelProvider;
import dev.talaria.model.demo.DemoModel;
import dev.talaria.model.openai.OpenAiModel;
import dev.talaria.observe.AccessLog;
import dev.talaria.response.ConversationStore;
import dev.talaria.response.ResponseStore;
import dev.talaria.run.admission.Admission;
import dev.talaria.run.stored.IdempotencyStore;
import dev.talaria.run.stored.RunArchive;
import dev.talaria.run.stored.RunErasure;
import dev.talaria.session.NodeIds;
import dev.talaria.session.NodeStore;
import dev.talaria.session.PartsJson;
import dev.talaria.session.SessionStore;
import dev.talaria.session.catalog.CatalogStore;
import dev.talaria.session.catalog.SessionEdits;
import dev.talaria.store.Backups;
import dev.talaria.store.Database;
import dev.talaria.store.DatabaseWatch;
import dev.talaria.store.GroupCommit;
import dev.talaria.tool.Tool;
import dev.talaria.tool.Toolset;
import dev.talaria.tool.Toolsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Everything behind the HTTP surface: store, memory, model, agent. Built in order into the given {@link Closing}. */
final class Core {
    private static final int UPKEEP_SECONDS = 1;

    final HeapBudget heap;
    final StreamLimit streams;
    final ScheduledExecutorService timer;
    final AccessLog accessLog;
    final KeepAlive replies;
    final Database database;
    final MemoryProvider memory;
    final ModelProvider model;
    final ExecutorService exportThreads;
    final ExecutorService memoryThreads;
    final ExecutorService requestThreads;
    final ExecutorService checkThreads;
    final ExecutorService readers;
    private final ExecutorService indexThreads;
    final Admission admission;
    final RunParts runs;
    final RunArchive archive;
    final Draining draining;
    final Toolsets toolsets;
    final Agents agents;
    final SessionStore transcripts;
    final CatalogStore catalog;
    final SessionEdits sessions;
    final RunStarter agent;
    final RunErasure erasure;
    final GroupCommit commits;
    final NodeStore nodes = new NodeStore();
    final ResponseStore responses;
    final ConversationStore conversations;
    final KeyStore keys;
    final BacklogStore backlog;
    final Backups backups;

    Core(TalariaConfig config, Clock clock, Closing closing) {
        accessLog = closing.add(new AccessLog(closing.addPool(Threads.accessLog())));
        heap = new HeapBudget(config.limits().bodyBytesInFlight());
        streams = new StreamLimit(config.limits().openStreams());
        ExecutorService callbacks = closing.addPool(Threads.callbacks());
        timer = closing.addPool(Threads.timer(callbacks));
        replies = new KeepAlive(config.server().keepAlive(), config.limits().stallTimeout(), timer, closing.addPool(Threads.replies()));
        database = closing.add(Database.open(config.store(), config.server().home(),
                closing.addPool(Threads.databaseReads(config.store().poolSize()))));
        ScheduledExecutorService upkeepThread = closing.addPool(Threads.upkeep());
        upkeepThread.scheduleWithFixedDelay(database::maintain, UPKEEP_SECONDS, UPKEEP_SECONDS, TimeUnit.SECONDS);
        ScheduledExecutorService journalThread = closing.addPool(Threads.journal());
        commits = closing.add(GroupCommit.start(database, Threads.inner("commit"), callbacks, clock,
                GroupCommit.Bounds.DEFAULT));
        backups = closing.add(new Backups(database, config.server().home().resolve("backups"), closing.addPool(Threads.backup()), clock));
        closing.add(DatabaseWatch.start(database, commits, closing.addPool(Threads.watch())));
        keys = new KeyStore(database, commits, clock);
        backlog = new BacklogStore(database, commits, clock);
        memory = closing.add(memory(config, clock, closing));
        toolsets = new Toolsets(config.agent().tools() ? sets(memory.tools()) : List.of());
        model = closing.add(model(config, heap, timer, clock));
        ExecutorService recallThreads = closing.addPool(Threads.recall(!config.remembersHere()));
        memoryThreads = closing.addPool(Threads.memoryCalls());
        exportThreads = closing.addPool(Threads.exports());
        checkThreads = closing.addPool(Threads.checks());
        indexThreads = closing.addPool(Threads.indexing());
        ExecutorService turnThreads = closing.addPool(Threads.turns());
        readers = closing.addPool(Threads.readers());
        requestThreads = closing.addPool(Threads.requests());
        responses = new ResponseStore(database);
        conversations = new ConversationStore(database);
        runs = new RunParts(config, database, commits, readers, timer, new RunParts.Journalling(journalThread, callbacks), clock, closing);
        archive = runs.archive;
        draining = new Draining(runs.registry, config.server().drainGrace(), timer);
        admission = new Admission(new Admission.Limits(config.limits().maxConcurrentRuns(), config.limits().slotWait(),
                config.runs().maxQueued(), config.agent().turnTimeout()), streams, timer);
        agents = new Agents(config.agent().id(), config.model().name().orElse(DemoModel.NAME), config.model().strict(),
                config.model().passThrough());
        BoundedRecall recall = new BoundedRecall(memory, recallThreads, config.memory().recallTimeout());
        transcripts = new SessionStore(database, new NodeIds(clock));
        catalog = new CatalogStore(database);
        sessions = new SessionEdits(commits, clock);
        agent = starter(config, recall, turnThreads, clock);
        erasure = new RunErasure(database, commits, runs.registry, agent::forgetKeys);
        RetentionJobs.enforce(config, responses, nodes, commits, timer, clock, closing);
    }

    private RunStarter starter(TalariaConfig config, BoundedRecall recall, ExecutorService turnThreads, Clock clock) {
        TalariaConfig.Agent how = config.agent();
        TurnPreparer preparer = new TurnPreparer(transcripts, memory, recall, how.systemPrompt(), config.memory().recallTokens(),
                new OutagePatience(database.condition()), heap);
        TurnLoop loop = new TurnLoop(preparer, model, new ToolSteps(toolsets.tools()), new Consent(clock, config.runs().approvalTimeout()),
                new TurnRecorder(transcripts, memory, archive, clock), agents, new TimeLimiter(turnThreads),
                new TurnLoop.Bounds(how.maxSteps(), how.maxToolCalls(), how.turnTimeout(), heap));
        return new RunStarter(new TurnRunner(loop, archive, turnThreads, timer, clock), archive, admission, agents,
                new IdempotencyStore(database),
                new RunStarter.Settings(config.memory().enabled(), config.runs().idempotencyRetention()), clock);
    }

    private static List<Toolset> sets(List<Tool> ofMemory) {
        return ofMemory.isEmpty() ? List.of(Toolset.planning()) : List.of(Toolset.planning(), Toolset.memory(ofMemory));
    }

    private MemoryProvider memory(TalariaConfig config, Clock clock, Closing closing) {
        if (config.remembersHere()) {
            return new LocalMemory(database, commits, config.memory(), clock,
                    Embedders.semantic(config, database, commits, timer, closing));
        }
        ExecutorService deliveries = closing.addPool(Threads.deliveries(Outbox.Bounds.DEFAULT.parallel()));
        OutboxParts parts = new OutboxParts(database, commits, clock, deliveries, timer);
        Duration recall = config.memory().recallTimeout();
        if (config.honcho().isPresent()) {
            HonchoClient client = new HonchoClient(config.honcho().get(), Threads.named("honcho"), timer, clock);
            return new HonchoMemory(config.honcho().get(), client, parts, Outbox.Bounds.DEFAULT, recall);
        }
        ForeignMemory foreign = config.foreignMemory().orElseThrow();
        return ForeignProviders.create(config.server().home(), new MemoryParts(foreign.name(), foreign.settings(), recall, parts), closing);
    }

    /** The first use of memory and JSON loads thousands of classes: better now than in somebody's first turn. */
    void warmUp() {
        PartsJson.read(PartsJson.write(List.of(new Part.Text("warm"))));
        memory.prepare(indexThreads);
    }

    private static ModelProvider model(TalariaConfig config, HeapBudget heap, ScheduledExecutorService timer, Clock clock) {
        return config.model().baseUrl().isPresent()
                ? new OpenAiModel(config.model(), config.agent().thoughts(), heap, Threads.named("upstream"), timer, clock)
                : new DemoModel(timer);
    }
}
