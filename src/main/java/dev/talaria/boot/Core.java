package dev.talaria.boot;

import dev.talaria.agent.Agents;
import dev.talaria.agent.AgentsFile;
import dev.talaria.agent.Consent;
import dev.talaria.agent.ContextReports;
import dev.talaria.agent.OutagePatience;
import dev.talaria.agent.RunStarter;
import dev.talaria.agent.TimeLimiter;
import dev.talaria.agent.ToolSteps;
import dev.talaria.agent.TurnLoop;
import dev.talaria.agent.TurnPreparer;
import dev.talaria.agent.TurnRecorder;
import dev.talaria.agent.TurnRunner;
import dev.talaria.agent.catalog.AgentsReader;
import dev.talaria.agent.catalog.NamedAgent;
import dev.talaria.agent.catalog.UpstreamSettings;
import dev.talaria.agent.context.ContextCompaction;
import dev.talaria.agent.context.ContextWindows;
import dev.talaria.config.ContextConfig;
import dev.talaria.config.ForeignMemory;
import dev.talaria.config.GuardrailConfig;
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
import dev.talaria.metric.Meters;
import dev.talaria.metric.micrometer.MicrometerMeters;
import dev.talaria.model.MeteredModel;
import dev.talaria.model.ModelProvider;
import dev.talaria.model.demo.DemoModel;
import dev.talaria.model.guardrail.GuardedModel;
import dev.talaria.model.guardrail.Guardrail;
import dev.talaria.model.guardrail.PatternRedaction;
import dev.talaria.model.openai.OpenAiModel;
import dev.talaria.run.stored.IdempotencyStore;
import dev.talaria.session.PartsJson;
import dev.talaria.tool.ToolSelection;
import dev.talaria.tool.Toolsets;
import dev.talaria.tool.skill.Skill;
import dev.talaria.tool.mcp.McpFile;
import dev.talaria.tool.mcp.McpServers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** Everything behind the HTTP surface: stores, memory, model, runs, agent. Built in order into the given {@link Closing}. */
final class Core {
    private final Meters meters;
    private final Pools.Inner inner;
    private final Transport transport;
    private final Stores stores;
    private final MemoryProvider memory;
    private final ServerTools tools;
    private final Agents agents;
    private final ContextWindows windows;
    private final ContextCompaction compaction;
    private final Pools pools;
    private final Runs runs;
    private final RunStarter starter;

    Core(TalariaConfig config, Clock clock, Closing closing) {
        McpFile mcpFile = McpFile.read(config.mcp().file());
        List<String> toolsets = ServerTools.names(mcpFile);
        ToolSelection usual = ToolSelection.of(config.agent().toolsets());
        usual.require("talaria.agent.tools", toolsets);
        AgentsFile agentsFile = AgentsFile.read(config.agents().file(), new AgentsReader(config, DemoModel.NAME, toolsets));
        meters = closing.add(new MicrometerMeters());
        inner = Pools.Inner.open(closing);
        transport = Transport.open(config, inner.timer(), closing);
        stores = Stores.open(config, inner.callbacks(), clock, meters, closing);
        List<Guardrail> guardrails = guardrails(config, closing);
        memory = closing.add(memory(config, clock, guardrails, closing));
        tools = new ServerTools(config, config.agents().file().isPresent() ? ServerTools.ALL : usual, mcpFile,
                new ServerTools.Parts(memory, stores, inner.timer()), closing);
        agents = closing.add(new Agents(agentsFile.definition(), settings -> model(config, settings, clock, guardrails), clock));
        ContextConfig context = config.context();
        windows = new ContextWindows(context.window());
        compaction = new ContextCompaction(windows, stores.commits(), clock,
                new ContextCompaction.Settings(context.compaction(), context.summaryModel(), context.summaryTimeout()));
        pools = Pools.open(!config.remembersHere(), closing);
        runs = new Runs(config, stores, inner, pools.readers(), transport.streams(), new Runs.Observed(meters, agents), clock, closing);
        agentsFile.watch(agents, inner.timer(), pools.readers(), runs.accounts()::reloaded);
        starter = starter(config, clock);
        RetentionJobs.enforce(config, stores.commits(), inner.timer(), clock, closing);
    }

    private RunStarter starter(TalariaConfig config, Clock clock) {
        TalariaConfig.Agent how = config.agent();
        BoundedRecall recall = new BoundedRecall(memory, pools.recall(), config.memory().recallTimeout(), meters);
        TurnPreparer preparer = new TurnPreparer(stores.transcripts(), memory, recall, compaction,
                new OutagePatience(stores.database().condition()), transport.heap());
        TurnLoop loop = new TurnLoop(preparer, compaction, this::tools, () -> tools.mcp().tried(),
                new Consent(stores.consents(), clock, config.runs().approvalTimeout()),
                new TurnRecorder(stores.transcripts(), memory, runs.archive(), clock), agents, new TimeLimiter(pools.turns()),
                new TurnLoop.Bounds(how.maxSteps(), how.maxToolCalls(), how.turnTimeout(), how.parallelTools(),
                        how.toolTimeout(), transport.heap()));
        return new RunStarter(new TurnRunner(loop, runs.archive(), pools.turns(), inner.timer(), clock), runs.archive(), runs.admission(),
                agents, new IdempotencyStore(stores.database()),
                new RunStarter.Settings(config.memory().enabled(), config.runs().idempotencyRetention()),
                runs.accounts().budgets()::check, clock);
    }

    private ToolSteps tools(NamedAgent agent) {
        return new ToolSteps(toolsets(agent).all());
    }

    private MemoryProvider memory(TalariaConfig config, Clock clock, List<Guardrail> guardrails, Closing closing) {
        if (config.remembersHere()) {
            LocalMemory local = new LocalMemory(stores.database(), stores.commits(), config.memory(), clock,
                    Embedders.semantic(config, stores.database(), stores.commits(), inner.timer(), closing),
                    drawing(config, clock, guardrails, closing));
            local.observe(meters);
            return local;
        }
        ExecutorService deliveries = closing.addPool(Threads.deliveries(Outbox.Bounds.DEFAULT.parallel()));
        OutboxParts parts = new OutboxParts(stores.database(), stores.commits(), clock, deliveries, inner.timer(), meters);
        Duration recall = config.memory().recallTimeout();
        if (config.honcho().isPresent()) {
            HonchoClient client = new HonchoClient(config.honcho().get(), Threads.named("honcho"), inner.timer(), clock);
            return new HonchoMemory(config.honcho().get(), client, parts, Outbox.Bounds.DEFAULT, recall);
        }
        ForeignMemory foreign = config.foreignMemory().orElseThrow();
        return ForeignProviders.create(config.server().home(), new MemoryParts(foreign.name(), foreign.settings(), recall, parts), closing);
    }

    /** Few calls at once: facts are in no hurry, and the upstream serves turns too. */
    private Optional<DrawingParts> drawing(TalariaConfig config, Clock clock, List<Guardrail> guardrails, Closing closing) {
        if (!config.memory().enabled()) {
            return Optional.empty();
        }
        return config.facts().background().map(facts -> new DrawingParts(facts,
                BackgroundModel.start(facts, config, transport.heap(), inner.timer(), clock, model -> guarded(model, "facts", guardrails)),
                new OutboxParts(stores.database(), stores.commits(), clock, closing.addPool(Threads.drawing(BackgroundModel.PARALLEL)),
                        inner.timer(), meters), BackgroundModel.BOUNDS));
    }

    private ModelProvider model(TalariaConfig config, UpstreamSettings upstream, Clock clock, List<Guardrail> guardrails) {
        ModelProvider model = upstream.http().baseUrl().isPresent()
                ? new OpenAiModel(upstream.http(), config.agent().thoughts(), transport.heap(), Threads.named("upstream"), inner.timer(),
                clock)
                : new DemoModel(inner.timer());
        return guarded(model, upstream.name(), guardrails);
    }

    private ModelProvider guarded(ModelProvider model, String upstream, List<Guardrail> guardrails) {
        String kind = model instanceof DemoModel ? DemoModel.NAME : "openai";
        return GuardedModel.of(new MeteredModel(model, kind, upstream, meters), guardrails);
    }

    private static List<Guardrail> guardrails(TalariaConfig config, Closing closing) {
        GuardrailConfig guardrails = config.guardrails();
        return guardrails.names().stream().map(name -> closing.add(name.equals(GuardrailConfig.REDACT)
                ? new PatternRedaction(guardrails.redact())
                : ForeignProviders.guardrail(config.server().home(), name, guardrails.foreign().get(name), closing))).toList();
    }

    /** Uses memory and JSON once: their first use loads thousands of classes, which must not delay a user's first turn. */
    void warmUp() {
        pools.indexing().execute(() -> PartsJson.read(PartsJson.write(List.of(new Part.Text("warm")))));
        memory.prepare(pools.indexing());
    }

    Meters meters() {
        return meters;
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

    McpServers mcp() {
        return tools.mcp();
    }

    ContextCompaction compaction() {
        return compaction;
    }

    ContextReports contexts() {
        return new ContextReports(stores.transcripts(), compaction, windows, (agent, scope) -> tools(agent).offered(scope));
    }

    /** Returns the server's tools that an agent is offered. */
    Toolsets toolsets(NamedAgent agent) {
        return tools.of(agent.toolsets());
    }

    /** Returns the skills that an agent is offered, also faulty ones. */
    List<Skill> skills(NamedAgent agent) {
        return tools.skills(agent.toolsets());
    }

    ServerTools tools() {
        return tools;
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
