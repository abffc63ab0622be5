package dev.talaria.boot;

import dev.talaria.access.ApiKeys;
import dev.talaria.access.FailedAttempts;
import dev.talaria.access.FileKeys;
import dev.talaria.access.KeyStore;
import dev.talaria.access.RateLimits;
import dev.talaria.access.SignedUsers;
import dev.talaria.agent.Agents;
import dev.talaria.api.admin.AuditEndpoint;
import dev.talaria.api.admin.BackupEndpoint;
import dev.talaria.api.admin.DrainEndpoint;
import dev.talaria.api.admin.KeysEndpoint;
import dev.talaria.api.admin.OutboxEndpoint;
import dev.talaria.api.admin.ScopesEndpoint;
import dev.talaria.api.admin.UsageEndpoint;
import dev.talaria.api.chat.ChatEndpoint;
import dev.talaria.api.conversations.ConversationsEndpoint;
import dev.talaria.api.http.ApiFilter;
import dev.talaria.api.http.Authenticator;
import dev.talaria.api.http.Cors;
import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.ExchangeServices;
import dev.talaria.api.http.MemoryNotices;
import dev.talaria.api.http.RequestMeters;
import dev.talaria.api.http.Router;
import dev.talaria.api.http.body.BodyReader;
import dev.talaria.api.http.request.AddressList;
import dev.talaria.api.http.request.ClientAddress;
import dev.talaria.api.http.request.ScopeReader;
import dev.talaria.api.http.request.TaskPatterns;
import dev.talaria.api.items.References;
import dev.talaria.api.mcp.McpEndpoint;
import dev.talaria.api.memory.MemoryEndpoint;
import dev.talaria.api.meta.CapabilitiesEndpoint;
import dev.talaria.api.meta.HealthEndpoint;
import dev.talaria.api.meta.MetricsEndpoint;
import dev.talaria.api.meta.ModelOptionsEndpoint;
import dev.talaria.api.meta.ModelsEndpoint;
import dev.talaria.api.meta.ToolsetsEndpoint;
import dev.talaria.api.relay.RelayEndpoint;
import dev.talaria.api.responses.CompactEndpoint;
import dev.talaria.api.responses.ResponsesEndpoint;
import dev.talaria.api.runs.ApprovalsEndpoint;
import dev.talaria.api.runs.RunsEndpoint;
import dev.talaria.api.sessions.ContextEndpoint;
import dev.talaria.api.sessions.SessionChatEndpoint;
import dev.talaria.api.sessions.SessionsEndpoint;
import dev.talaria.config.MetricsConfig;
import dev.talaria.config.TalariaConfig;
import dev.talaria.memory.ScopeStore;
import dev.talaria.memory.outbox.BacklogStore;
import dev.talaria.response.ConversationService;
import dev.talaria.response.ResponseService;
import dev.talaria.run.stored.RunErasure;
import dev.talaria.session.CatalogStore;
import dev.talaria.session.SessionEdits;
import dev.talaria.session.SessionIds;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;

/** The HTTP surface: the filter, and a line for each endpoint. */
final class Web {
    /** What operators see of the server. */
    record Observed(Health health, ServerMeters meters) {
    }

    private final ApiFilter gate;
    private final ApiKeys keys;
    private final Router router;

    /** @param ready whether new requests are accepted */
    Web(TalariaConfig config, Core core, Observed observed, BooleanSupplier ready, Clock clock) {
        Transport transport = core.transport();
        ScheduledExecutorService timer = core.inner().timer();
        TalariaConfig.Callers callers = config.callers();
        FileKeys fileKeys = FileKeys.read(callers.keysFile());
        fileKeys.watch(timer, core.pools().readers(), core.runs().accounts()::reloaded);
        KeyStore storedKeys = new KeyStore(core.stores().database(), core.stores().commits(), clock);
        keys = new ApiKeys(config.auth(), config.metrics().key(), fileKeys, storedKeys, clock);
        router = new Router(endpoints(config, core, storedKeys, observed, ready, clock));
        ScopeReader scopes = new ScopeReader(callers.sessionIdAliases(),
                callers.userTokenSecret().map(secret -> new SignedUsers(secret, clock)),
                new AgentMemories(core.agents()));
        Authenticator authenticator = new Authenticator(keys, new FailedAttempts(callers.failedKeys(), clock), new RateLimits(clock),
                new ClientAddress(callers.proxies()), core.runs().accounts().keyUse(), core.meters());
        BodyReader bodies = new BodyReader(config.limits(), transport.heap(), transport.replies(), timer, core.pools().requests());
        gate = new ApiFilter(transport.accessLog(), new RequestMeters(core.meters()), router,
                new Cors(config.server().corsOrigins(), config.server().publicUrl()),
                authenticator, new ExchangeServices(scopes, bodies, transport.replies(), timer, transport.streams(), new MemoryNotices(),
                core.runs().accounts().audit()),
                () -> !ready.getAsBoolean(),
                (agent, key) -> core.agents().exists(agent) && key.policy().grants().allows(agent));
    }

    private List<Endpoint> endpoints(TalariaConfig config, Core core, KeyStore storedKeys, Observed observed,
                                     BooleanSupplier ready, Clock clock) {
        Stores stores = core.stores();
        Runs runs = core.runs();
        Agents agents = core.agents();
        TaskPatterns taskPatterns = new TaskPatterns(config.agent().taskPatterns());
        References references = new References(stores.responses(), stores.transcripts());
        CatalogStore catalog = new CatalogStore(stores.database());
        RunErasure erasure = new RunErasure(stores.database(), stores.commits(), runs.registry(), core.starter()::forgetKeys);
        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.add(new ChatEndpoint(core.starter(), agents, core::toolsets, taskPatterns));
        ResponseService responses = new ResponseService(core.starter(), runs.archive(), stores.responses(), stores.conversations(),
                stores.transcripts(), stores.commits(), clock);
        endpoints.add(new ResponsesEndpoint(responses, agents, references, taskPatterns, core::toolsets));
        endpoints.add(new CompactEndpoint(core.starter(), responses, agents, references, core.compaction()));
        endpoints.add(new ConversationsEndpoint(new ConversationService(stores.conversations(), stores.transcripts(), stores.commits(),
                clock)));
        endpoints.add(new RunsEndpoint(core.starter(), agents, runs.archive(), erasure, stores.responses(), references));
        endpoints.add(new ApprovalsEndpoint(stores.consents()));
        if (config.memory().enabled()) {
            endpoints.add(new MemoryEndpoint(core.memory(), erasure, core.pools().memoryCalls(), core.pools().exports()));
            endpoints.add(new McpEndpoint(core.memory(), core.tools().forMemoryClients(), Version.current(), core.pools().memoryCalls(),
                    core.inner().timer()));
        }
        endpoints.add(new SessionsEndpoint(stores.transcripts(), catalog, new SessionEdits(stores.commits(), clock), core.memory(), erasure,
                core.pools().memoryCalls(), agents, new SessionIds(clock)::next));
        endpoints.add(new SessionChatEndpoint(core.starter(), agents, catalog));
        endpoints.add(new ContextEndpoint(catalog, agents, core.contexts()));
        endpoints.add(new ModelsEndpoint(agents, clock.instant()));
        endpoints.add(new ModelOptionsEndpoint(agents));
        endpoints.add(new RelayEndpoint(agents, runs.accounts().budgets()::check));
        endpoints.add(new ToolsetsEndpoint(agents, core::toolsets, core::skills));
        endpoints.add(new KeysEndpoint(storedKeys, keys, runs.accounts().keyUse()));
        endpoints.add(new AuditEndpoint(runs.accounts().auditStore()));
        endpoints.add(new UsageEndpoint(runs.accounts().usage(), config.usage().currency(), clock));
        endpoints.add(new OutboxEndpoint(new BacklogStore(stores.database(), stores.commits(), clock)));
        endpoints.add(new ScopesEndpoint(new ScopeStore(stores.database()), core.memory()));
        endpoints.add(new HealthEndpoint(Version.current(), () -> observed.health().obstacle(ready),
                observed.health().checks(), clock));
        endpoints.add(metrics(config, core, observed.meters()));
        endpoints.add(new CapabilitiesEndpoint(() -> router.routes(), agents, keys.anonymous().isEmpty(),
                !config.server().corsOrigins().isEmpty()));
        if (keys.anonymous().isEmpty()) {
            endpoints.add(new DrainEndpoint(runs.draining()));
            endpoints.add(new BackupEndpoint(stores.backups()));
        }
        return endpoints;
    }

    private static MetricsEndpoint metrics(TalariaConfig config, Core core, ServerMeters meters) {
        MetricsConfig access = config.metrics();
        ClientAddress addresses = new ClientAddress(config.callers().proxies());
        AddressList allowed = new AddressList(access.addresses());
        return new MetricsEndpoint(meters::text, exchange -> access.addresses().isEmpty() || exchange.isFrom(allowed, addresses),
                access.withoutKey(), core.pools().readers());
    }

    ApiFilter gate() {
        return gate;
    }

    ApiKeys keys() {
        return keys;
    }
}
