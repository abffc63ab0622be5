package dev.talaria.boot;

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
import dev.talaria.config.ForeignMemory;
import dev.talaria.config.TalariaConfig;
import dev.talaria.memory.BoundedRecall;
import dev.talaria.memory.MemoryParts;
import dev.talaria.memory.MemoryProvider;
import dev.talaria.memory.honcho.HonchoMemory;
import dev.talaria.memory.honcho.wire.HonchoClient;
import dev.talaria.memory.local.DrawingHealth;
import dev.talaria.memory.local.DrawingParts;
import dev.talaria.memory.local.LocalMemory;
import dev.talaria.memory.outbox.Outbox;
import dev.talaria.memory.outbox.OutboxParts;
import dev.talaria.message.Part;
import dev.talaria.model.ModelProvider;
import dev.talaria.model.demo.DemoModel;
import dev.talaria.model.openai.OpenAiModel;
import dev.talaria.run.stored.IdempotencyStore;
import dev.talaria.session.PartsJson;
import dev.talaria.tool.Tool;
import dev.talaria.tool.Toolset;
import dev.talaria.tool.Toolsets;
import dev.talaria.tool.mcp.McpFile;
import dev.talaria.tool.mcp.McpResources;
import dev.talaria.tool.mcp.McpServers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;

/** Everything behind the HTTP surface: stores, memory, model, runs, agent. Built in order into the given {@link Closing}. */
final class Core {
    private final Pools.Inner inner;
    private final Transport transport;
    private final Stores stores;
    private final MemoryProvider memory;
    private final ModelProvider model;
    private final McpServers mcp;
    private final Toolsets toolsets;
    private final Agents agents;
    private final Pools pools;
    private final Runs runs;
    private final RunStarter starter;

    Core(TalariaConfig config, Clock clock, Closing closing) {
        McpFile mcpFile = config.agent().tools() ? McpFile.read(config.mcp().file()) : McpFile.NONE;
        inner = Pools.Inner.open(closing);
        transport = Transport.open(config, inner.timer(), closing);
        stores = Stores.open(config, inner.callbacks(), clock, closing);
        memory = closing.add(memory(config, clock, closing));
        List<Toolset> fixed = config.agent().tools() ? sets(memory.tools()) : List.of();
        mcp = mcp(mcpFile, fixed, closing);
        toolsets = new Toolsets(fixed, mcp::toolsets);
        model = closing.add(model(config, clock));
        agents = new Agents(config.agent().id(), config.model().name().orElse(DemoModel.NAME), config.model().strict(),
                config.model().passThrough());
        pools = Pools.open(!config.remembersHere(), closing);
        runs = new Runs(config, stores, inner, pools.readers(), transport.streams(), clock, closing);
        starter = starter(config, clock);
        RetentionJobs.enforce(config, stores.commits(), inner.timer(), clock, closing);
    }

    private RunStarter starter(TalariaConfig config, Clock clock) {
        TalariaConfig.Agent how = config.agent();
        BoundedRecall recall = new BoundedRecall(memory, pools.recall(), config.memory().recallTimeout());
        TurnPreparer preparer = new TurnPreparer(stores.transcripts(), memory, recall, how.systemPrompt(), config.memory().recallTokens(),
                new OutagePatience(stores.database().condition()), transport.heap());
        TurnLoop loop = new TurnLoop(preparer, model, () -> new ToolSteps(toolsets.tools()),
                new Consent(clock, config.runs().approvalTimeout()),
                new TurnRecorder(stores.transcripts(), memory, runs.archive(), clock), agents, new TimeLimiter(pools.turns()),
                new TurnLoop.Bounds(how.maxSteps(), how.maxToolCalls(), how.turnTimeout(), transport.heap()));
        return new RunStarter(new TurnRunner(loop, runs.archive(), pools.turns(), inner.timer(), clock), runs.archive(), runs.admission(),
                agents, new IdempotencyStore(stores.database()),
                new RunStarter.Settings(config.memory().enabled(), config.runs().idempotencyRetention()), clock);
    }

    private static List<Toolset> sets(List<Tool> ofMemory) {
        return ofMemory.isEmpty() ? List.of(Toolset.planning()) : List.of(Toolset.planning(), Toolset.memory(ofMemory));
    }

    private McpServers mcp(McpFile file, List<Toolset> fixed, Closing closing) {
        Set<String> taken = fixed.stream().flatMap(set -> set.tools().stream()).map(Tool::name).collect(Collectors.toSet());
        return closing.add(McpServers.start(file, taken, new McpResources(closing.addPool(Threads.mcp()), Threads.named("mcp-http"),
                inner.timer(), Version.current())));
    }

    private MemoryProvider memory(TalariaConfig config, Clock clock, Closing closing) {
        if (config.remembersHere()) {
            return new LocalMemory(stores.database(), stores.commits(), config.memory(), clock,
                    Embedders.semantic(config, stores.database(), stores.commits(), inner.timer(), closing),
                    drawing(config, clock, closing));
        }
        ExecutorService deliveries = closing.addPool(Threads.deliveries(Outbox.Bounds.DEFAULT.parallel()));
        OutboxParts parts = new OutboxParts(stores.database(), stores.commits(), clock, deliveries, inner.timer());
        Duration recall = config.memory().recallTimeout();
        if (config.honcho().isPresent()) {
            HonchoClient client = new HonchoClient(config.honcho().get(), Threads.named("honcho"), inner.timer(), clock);
            return new HonchoMemory(config.honcho().get(), client, parts, Outbox.Bounds.DEFAULT, recall);
        }
        ForeignMemory foreign = config.foreignMemory().orElseThrow();
        return ForeignProviders.create(config.server().home(), new MemoryParts(foreign.name(), foreign.settings(), recall, parts), closing);
    }

    /** Few calls at once: facts are in no hurry, and the upstream serves turns too. */
    private Optional<DrawingParts> drawing(TalariaConfig config, Clock clock, Closing closing) {
        if (!config.memory().enabled()) {
            return Optional.empty();
        }
        return config.facts().background().map(facts -> new DrawingParts(facts,
                BackgroundModel.start(facts, config, transport.heap(), inner.timer(), clock),
                new OutboxParts(stores.database(), stores.commits(), clock, closing.addPool(Threads.drawing(BackgroundModel.PARALLEL)),
                        inner.timer()), BackgroundModel.BOUNDS));
    }

    private ModelProvider model(TalariaConfig config, Clock clock) {
        return config.model().baseUrl().isPresent()
                ? new OpenAiModel(config.model(), config.agent().thoughts(), transport.heap(), Threads.named("upstream"), inner.timer(),
                clock)
                : new DemoModel(inner.timer());
    }

    /** Uses memory and JSON once: their first use loads thousands of classes, which must not delay a user's first turn. */
    void warmUp() {
        pools.indexing().execute(() -> PartsJson.read(PartsJson.write(List.of(new Part.Text("warm")))));
        memory.prepare(pools.indexing());
    }

    Pools.Inner inner() {
        return inner;
    }

    Transport transport() {
        return transport;
    }

    Stores stores() {
        return stores;
    }

    MemoryProvider memory() {
        return memory;
    }

    /** Returns how drawing facts goes; empty if none are drawn. Reads the database. */
    Optional<DrawingHealth> drawing() {
        return memory instanceof LocalMemory local ? local.drawing() : Optional.empty();
    }

    ModelProvider model() {
        return model;
    }

    McpServers mcp() {
        return mcp;
    }

    Toolsets toolsets() {
        return toolsets;
    }

    Agents agents() {
        return agents;
    }

    Pools pools() {
        return pools;
    }

    Runs runs() {
        return runs;
    }

    RunStarter starter() {
        return starter;
    }
}
