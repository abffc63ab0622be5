package dev.talaria.boot;

import dev.talaria.access.ApiKeys;
import dev.talaria.agent.AgentParts;
import dev.talaria.agent.AgentService;
import dev.talaria.agent.Agents;
import dev.talaria.api.chat.ChatEndpoint;
import dev.talaria.api.http.ApiFilter;
import dev.talaria.api.http.ApiServlet;
import dev.talaria.api.http.BodyBudget;
import dev.talaria.api.http.BodyReader;
import dev.talaria.api.http.Cors;
import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.KeepAlive;
import dev.talaria.api.http.Router;
import dev.talaria.api.http.ScopeReader;
import dev.talaria.api.meta.CapabilitiesEndpoint;
import dev.talaria.api.meta.HealthChecks;
import dev.talaria.api.meta.HealthEndpoint;
import dev.talaria.api.meta.ModelsEndpoint;
import dev.talaria.api.meta.ToolsetsEndpoint;
import dev.talaria.config.TalariaConfig;
import dev.talaria.event.Cancellation;
import dev.talaria.memory.BoundedRecall;
import dev.talaria.memory.MemoryProvider;
import dev.talaria.memory.local.LocalMemory;
import dev.talaria.model.ModelProvider;
import dev.talaria.model.demo.DemoModel;
import dev.talaria.model.openai.OpenAiModel;
import dev.talaria.run.Idempotency;
import dev.talaria.run.RunRegistry;
import dev.talaria.run.Slots;
import dev.talaria.session.NodeIds;
import dev.talaria.session.SessionStore;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.tool.TodoTool;
import dev.talaria.tool.Tool;
import dev.talaria.tool.Toolset;
import dev.talaria.tool.Toolsets;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/** One running server: everything built once, in order, and closed in reverse. */
public final class Talaria implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Talaria.class.getName());

    private final TalariaConfig config;
    private final Closing closing = new Closing();
    private final RunRegistry runs = new RunRegistry();
    private final ModelProvider model;
    private final ApiFilter gate;
    private final ApiServlet servlet;
    private volatile boolean draining;

    private Talaria(TalariaConfig config, Clock clock) {
        this.config = config;
        ScheduledExecutorService timer = closing.addPool(Threads.timer());
        Database database = closing.add(Database.open(config.store(), config.server().home()));
        MemoryProvider memory = closing.add(new LocalMemory(database, config.memory()));
        GroupCommit commits = closing.add(GroupCommit.start(database, Threads.named("commit"), clock, GroupCommit.Bounds.USUAL));
        model = closing.add(model(config.model(), timer));
        ExecutorService recallThreads = closing.addPool(Threads.recall());
        ExecutorService turnThreads = closing.addPool(Threads.turns(config.limits().maxConcurrentRuns()));
        closing.add(this::endRuns);

        Slots slots = new Slots(config.limits().maxConcurrentRuns(), 4_000, config.limits().slotWait(), timer);
        List<Tool> tools = List.of(new TodoTool());
        Toolsets toolsets = new Toolsets(List.of(new Toolset("todo", "Keeps a list of tasks", tools)));
        Agents agents = new Agents(config.agent().id(), config.model().name().orElse("talaria-demo"), config.model().strict(),
                config.model().passThrough());
        BoundedRecall recall = new BoundedRecall(memory, recallThreads, config.memory().recallTimeout());
        AgentService agent = new AgentService(new AgentParts(agents, config.agent().systemPrompt(), config.memory().recallTokens(),
                config.agent().maxSteps(), config.agent().turnTimeout(), new SessionStore(database, new NodeIds(clock)), commits, memory,
                recall, model, tools, runs, slots, new Idempotency(), turnThreads, clock));

        ApiKeys keys = new ApiKeys(config.auth());
        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.add(new ChatEndpoint(agent, agents, toolsets, config.agent().taskPatterns()));
        endpoints.add(new ModelsEndpoint(agents, clock.instant()));
        endpoints.add(new ToolsetsEndpoint(toolsets));
        Router router = new Router(endpoints);
        ScopeReader scopes = new ScopeReader(config.auth().sessionKeyDefault());
        BodyReader bodies = new BodyReader(config.limits(), new BodyBudget(config.limits().bodyBytesInFlight()), clock);
        KeepAlive keepAlive = new KeepAlive(config.server().keepAlive(), timer);
        gate = new ApiFilter(router, new Cors(config.server().corsOrigins(), config.server().publicUrl()), keys, scopes, bodies,
                () -> draining);
        servlet = new ApiServlet(scopes, bodies, keepAlive, timer);
    }

    private static ModelProvider model(TalariaConfig.Model config, ScheduledExecutorService timer) {
        return config.baseUrl().isPresent() ? new OpenAiModel(config, Threads.named("upstream")) : new DemoModel(timer);
    }

    /** Blocks until everything is up; where something fails, what was built before is closed again. */
    public static Talaria start(TalariaConfig config, Clock clock) {
        return new Talaria(config, clock);
    }

    public Filter gate() {
        return gate;
    }

    public Servlet servlet() {
        return servlet;
    }

    private void endRuns() {
        runs.cancelAll(Cancellation.Reason.SHUTDOWN);
    }

    @Override
    public void close() {
        draining = true;
        closing.close();
    }
}
