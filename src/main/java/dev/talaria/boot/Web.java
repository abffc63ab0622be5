package dev.talaria.boot;

import dev.talaria.access.ApiKeys;
import dev.talaria.access.FailedAttempts;
import dev.talaria.access.FileKeys;
import dev.talaria.access.RateLimits;
import dev.talaria.access.SignedUsers;
import dev.talaria.api.admin.BackupEndpoint;
import dev.talaria.api.admin.DrainEndpoint;
import dev.talaria.api.admin.KeysEndpoint;
import dev.talaria.api.admin.OutboxEndpoint;
import dev.talaria.api.admin.ScopesEndpoint;
import dev.talaria.api.chat.ChatEndpoint;
import dev.talaria.api.conversations.ConversationParts;
import dev.talaria.api.conversations.ConversationsEndpoint;
import dev.talaria.api.http.ApiFilter;
import dev.talaria.api.http.Authenticator;
import dev.talaria.api.http.Cors;
import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.ExchangeServices;
import dev.talaria.api.http.MemoryNotices;
import dev.talaria.api.http.Router;
import dev.talaria.api.http.body.BodyReader;
import dev.talaria.api.http.request.ClientAddress;
import dev.talaria.api.http.request.ScopeReader;
import dev.talaria.api.http.request.TaskPatterns;
import dev.talaria.api.items.References;
import dev.talaria.api.memory.MemoryEndpoint;
import dev.talaria.api.meta.CapabilitiesEndpoint;
import dev.talaria.api.meta.HealthEndpoint;
import dev.talaria.api.meta.ModelsEndpoint;
import dev.talaria.api.meta.ToolsetsEndpoint;
import dev.talaria.api.responses.ResponsesEndpoint;
import dev.talaria.api.runs.RunsEndpoint;
import dev.talaria.api.sessions.SessionChatEndpoint;
import dev.talaria.api.sessions.SessionsEndpoint;
import dev.talaria.config.TalariaConfig;
import dev.talaria.memory.ScopeStore;
import dev.talaria.response.ResponseService;
import dev.talaria.session.catalog.SessionIds;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The HTTP surface: the gate, and a line for each endpoint. */
final class Web {
    final ApiFilter gate;
    final ApiKeys keys;
    private final Router router;

    /** @param ready whether new requests are taken */
    Web(TalariaConfig config, Core core, Health health, BooleanSupplier ready, Clock clock) {
        TalariaConfig.Callers callers = config.callers();
        FileKeys fileKeys = FileKeys.read(callers.keysFile());
        fileKeys.watch(core.timer, core.readers);
        keys = new ApiKeys(config.auth(), fileKeys, core.keys, clock);
        router = new Router(endpoints(config, core, health, ready, clock));
        ScopeReader scopes = new ScopeReader(callers.sessionIdAliases(),
                callers.userTokenSecret().map(secret -> new SignedUsers(secret, clock)),
                Optional.of(config.agent().id()).filter(agent -> config.agent().ownMemory()));
        Authenticator authenticator = new Authenticator(keys, new FailedAttempts(callers.failedKeys(), clock), new RateLimits(clock),
                new ClientAddress(callers.proxies()));
        BodyReader bodies = new BodyReader(config.limits(), core.heap, core.replies, core.timer, core.requestThreads);
        gate = new ApiFilter(core.accessLog, router, new Cors(config.server().corsOrigins(), config.server().publicUrl()), authenticator,
                new ExchangeServices(scopes, bodies, core.replies, core.timer, core.streams, new MemoryNotices()),
                () -> !ready.getAsBoolean());
    }

    private List<Endpoint> endpoints(TalariaConfig config, Core core, Health health, BooleanSupplier ready, Clock clock) {
        boolean cors = !config.server().corsOrigins().isEmpty();
        List<Endpoint> endpoints = new ArrayList<>();
        TaskPatterns taskPatterns = new TaskPatterns(config.agent().taskPatterns());
        endpoints.add(new ChatEndpoint(core.agent, core.agents, core.toolsets, taskPatterns));
        References references = new References(core.responses, core.transcripts);
        endpoints.add(new ResponsesEndpoint(new ResponseService(core.agent, core.archive, core.responses, core.conversations,
                core.transcripts, core.commits, clock), core.agents, references, taskPatterns));
        endpoints.add(new ConversationsEndpoint(new ConversationParts(core.conversations, core.transcripts, core.nodes, core.commits,
                clock)));
        endpoints.add(new RunsEndpoint(core.agent, core.agents, core.archive, core.erasure, core.responses, references));
        if (config.memory().enabled()) {
            MemoryEndpoint memory = new MemoryEndpoint(core.memory, core.erasure, core.memoryThreads, core.exportThreads);
            core.readers.execute(memory::rehearse);
            endpoints.add(memory);
        }
        endpoints.add(new SessionsEndpoint(core.transcripts, core.catalog, core.sessions, core.memory, core.erasure, core.memoryThreads,
                core.agents, new SessionIds(clock)::next));
        endpoints.add(new SessionChatEndpoint(core.agent, core.agents, core.catalog));
        endpoints.add(new ModelsEndpoint(core.agents, clock.instant()));
        endpoints.add(new ToolsetsEndpoint(core.toolsets));
        endpoints.add(new KeysEndpoint(core.keys, keys));
        endpoints.add(new OutboxEndpoint(core.backlog));
        endpoints.add(new ScopesEndpoint(new ScopeStore(core.database), core.memory));
        endpoints.add(new HealthEndpoint(Version.current(), () -> health.obstacle(ready), health.checks(), clock));
        endpoints.add(new CapabilitiesEndpoint(() -> router.routes(), core.agents, keys.anonymous().isEmpty(), cors));
        if (keys.anonymous().isEmpty()) {
            endpoints.add(new DrainEndpoint(core.draining));
            endpoints.add(new BackupEndpoint(core.backups));
        }
        return endpoints;
    }
}
