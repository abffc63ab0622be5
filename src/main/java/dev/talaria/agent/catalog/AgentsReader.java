package dev.talaria.agent.catalog;

import dev.talaria.agent.catalog.AgentsDefinition.Service;
import dev.talaria.agent.catalog.AgentsDefinition.ServiceRoute;
import dev.talaria.config.TalariaConfig;
import dev.talaria.error.ApiException;
import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import dev.talaria.json.JsonFault;
import dev.talaria.tool.ToolSelection;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the definition of agents from the settings, and from the text of the operator's file: JSON,
 * <code>{"upstreams": {…}, "model_routes": {…}, "agents": {…}}</code>. What the file leaves out is as the settings have it.
 * Immutable.
 */
public final class AgentsReader {
    /** The upstream of the settings. */
    static final String SETTINGS_UPSTREAM = "default";
    private static final String DEMO_UPSTREAM = "demo";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,63}");
    private static final Pattern AGENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int MAX_ENTRIES = 64;
    private static final String DEFAULT_AGENT = "default_agent";
    private static final Set<String> MEMBERS = Set.of("upstreams", "model_routes", "agents", DEFAULT_AGENT, "route", "rate_limit_wait",
            "embeddings", "images", "speech");
    private static final Duration RATE_WAIT = Duration.ofSeconds(2);
    private static final String MAX_RATE_WAIT = "1m";

    private final TalariaConfig config;
    private final String demoModel;
    private final List<String> toolsets;

    /**
     * @param demoModel the name of the model that answers where no upstream is configured
     * @param toolsets  the names of all toolsets that an agent can be offered
     */
    public AgentsReader(TalariaConfig config, String demoModel, List<String> toolsets) {
        this.config = config;
        this.demoModel = demoModel;
        this.toolsets = List.copyOf(toolsets);
    }

    /** Returns the definition by the settings alone: one agent with one upstream. */
    public AgentsDefinition settings() {
        Map<String, UpstreamSettings> upstreams = new LinkedHashMap<>();
        settingsUpstream().ifPresentOrElse(one -> upstreams.put(one.name(), one), () -> upstreams.put(DEMO_UPSTREAM, demo()));
        NamedAgent agent = settingsAgent(usual(upstreams));
        return new AgentsDefinition(upstreams, Map.of(), Map.of(agent.id(), agent), names(), Map.of(), RATE_WAIT);
    }

    private AgentsDefinition.Names names() {
        return new AgentsDefinition.Names(config.model().strict(), config.model().passThrough());
    }

    private Optional<UpstreamSettings> settingsUpstream() {
        return config.model().baseUrl().map(url -> upstream(SETTINGS_UPSTREAM, config.model()));
    }

    private UpstreamSettings upstream(String name, TalariaConfig.Model http) {
        return new UpstreamSettings(name, http, List.of(), http.firstByteTimeout(), UpstreamSettings.Breaker.DEFAULT, name);
    }

    private UpstreamSettings demo() {
        TalariaConfig.Model http = config.model();
        return upstream(DEMO_UPSTREAM, new TalariaConfig.Model(Optional.empty(), Optional.empty(), Optional.of(demoModel), false, false,
                http.connectTimeout(), http.firstByteTimeout(), http.idleTimeout(), http.maxConnections()));
    }

    /** Returns the route to the first upstream. */
    private static List<RouteTarget> usual(Map<String, UpstreamSettings> upstreams) {
        return upstreams.values().stream().limit(1).flatMap(first -> first.usualModel().stream()
                .map(model -> new RouteTarget(first.name(), model))).toList();
    }

    private NamedAgent settingsAgent(List<RouteTarget> route) {
        TalariaConfig.Agent agent = config.agent();
        return new NamedAgent(agent.id(), agent.systemPrompt(), route, route, JsonValue.EMPTY_JSON_OBJECT,
                ToolSelection.of(agent.toolsets()),
                new NamedAgent.AgentMemory(config.memory().enabled(), agent.ownMemory(), config.memory().recallTokens()),
                agent.thoughts());
    }

    /**
     * Reads the file's text, and the secrets that it names.
     *
     * @throws IllegalArgumentException with all faults, one sentence each, without secrets
     */
    public AgentsDefinition parse(String text) {
        Parsing parsing = new Parsing();
        try {
            if (Json.parse(text) instanceof JsonObject object) {
                parsing.read(JsonBody.of(object, ""));
            } else {
                parsing.faults.add("it must be an object with the members upstreams, model_routes and agents");
            }
        } catch (JsonFault e) {
            parsing.faults.add("it is no JSON: " + e.getMessage());
        }
        if (!parsing.faults.isEmpty()) {
            throw new IllegalArgumentException(parsing.faults.size() + (parsing.faults.size() == 1 ? " fault:" : " faults:")
                    + String.join("", parsing.faults.stream().map(each -> "\n  - " + each).toList()));
        }
        return parsing.definition();
    }

    /** One reading of a file. Collects what is wrong, at most one fault an entry. */
    private final class Parsing {
        private final List<String> faults = new ArrayList<>();
        private final Map<String, UpstreamSettings> upstreams = new LinkedHashMap<>();
        private final Map<String, List<RouteTarget>> routes = new LinkedHashMap<>();
        private final Map<String, NamedAgent> agents = new LinkedHashMap<>();
        private final Map<Service, ServiceRoute> services = new EnumMap<>(Service.class);
        private @Nullable String defaultAgent;
        private Duration rateWait = RATE_WAIT;

        void read(JsonBody body) {
            guarded(() -> EntryFields.only(body, MEMBERS));
            settingsUpstream().ifPresent(one -> upstreams.put(one.name(), one));
            entries(body, "upstreams", NAME, this::upstream);
            guarded(() -> rateWait = EntryFields.duration(body, "rate_limit_wait", "0s", MAX_RATE_WAIT).orElse(RATE_WAIT));
            guarded(() -> defaultAgent = body.string(DEFAULT_AGENT).orElse(null));
            for (Service service : Service.values()) {
                guarded(() -> service(body, service));
            }
            if (upstreams.isEmpty()) {
                faults.add("upstreams must hold at least one upstream, since no talaria.model.base-url is set");
                return;
            }
            RouteParser parser = new RouteParser(upstreams, routes);
            entries(body, "model_routes", NAME, (alias, entry) -> {
                if (upstreams.containsKey(alias)) {
                    throw new IllegalArgumentException("an upstream has the same name");
                }
                routes.put(alias, parser.alias(entry));
            });
            List<List<RouteTarget>> usual = new ArrayList<>();
            guarded(() -> usual.add(body.value("route").map(value -> parser.route(value, "route")).orElseGet(() -> usual(upstreams))));
            if (faults.isEmpty()) {
                agents(body, parser, usual.get(0));
            }
        }

        private void agents(JsonBody body, RouteParser parser, List<RouteTarget> usual) {
            NamedAgent model = settingsAgent(usual);
            entries(body, "agents", AGENT, (id, entry) -> {
                if (!(entry instanceof JsonObject members)) {
                    throw new IllegalArgumentException("it must be an object");
                }
                if (routes.containsKey(id)) {
                    throw new IllegalArgumentException("a model route has the same name");
                }
                NamedAgent agent = new AgentEntry(JsonBody.of(members, ""), model, parser, toolsets).read(id);
                if (agent.route().isEmpty()) {
                    throw new IllegalArgumentException("it needs a route: the first upstream has no model of its own");
                }
                agents.put(id, agent);
            });
            if (agents.isEmpty() && faults.isEmpty()) {
                agents.put(model.id(), model);
                if (usual.isEmpty()) {
                    faults.add("route is required, since the first upstream has no model of its own");
                }
            }
            agents.keySet().stream().map(NamedAgent::taskId).filter(task -> agents.containsKey(task) || routes.containsKey(task))
                    .forEach(task -> faults.add("the name " + task + " is taken by the tasks of an agent"));
            if (defaultAgent != null && !agents.containsKey(defaultAgent)) {
                faults.add(DEFAULT_AGENT + " is no agent of the file: " + defaultAgent);
            }
        }

        private void upstream(String name, JsonValue entry) {
            if (!(entry instanceof JsonObject members)) {
                throw new IllegalArgumentException("it must be an object");
            }
            if (upstreams.containsKey(name)) {
                throw new IllegalArgumentException("talaria.model.base-url already makes an upstream of this name");
            }
            upstreams.put(name, new UpstreamEntry(name, JsonBody.of(members, ""), config).read());
        }

        private void service(JsonBody body, Service service) {
            Optional<JsonBody> entry = body.object(service.name().toLowerCase(Locale.ROOT));
            if (entry.isEmpty()) {
                return;
            }
            JsonBody members = entry.get();
            EntryFields.only(members, Set.of("provider", "model"));
            String provider = members.string("provider").orElseGet(() -> members.fail("provider", "the name of an upstream"));
            if (!upstreams.containsKey(provider)) {
                members.fail("provider", "the name of an upstream");
            } else if (upstreams.get(provider).http().baseUrl().isEmpty()) {
                members.fail("provider", "an upstream with a url");
            }
            services.put(service, new ServiceRoute(provider, members.text("model").orElse(null)));
        }

        private interface Entry {
            void read(String name, JsonValue value);
        }

        private void entries(JsonBody body, String member, Pattern names, Entry each) {
            guarded(() -> {
                JsonObject entries = body.object(member).map(JsonBody::object).orElse(JsonValue.EMPTY_JSON_OBJECT);
                if (entries.size() > MAX_ENTRIES) {
                    faults.add(member + " has more than " + MAX_ENTRIES + " members");
                    return;
                }
                entries.forEach((name, value) -> {
                    try {
                        if (!names.matcher(name).matches()) {
                            throw new IllegalArgumentException("the name must be up to 64 letters, digits, dots, dashes and underscores");
                        }
                        each.read(name, value);
                    } catch (ApiException | IllegalArgumentException e) {
                        faults.add(member + "." + name + ": " + e.getMessage());
                    }
                });
            });
        }

        private void guarded(Runnable reading) {
            try {
                reading.run();
            } catch (ApiException | IllegalArgumentException e) {
                faults.add(String.valueOf(e.getMessage()));
            }
        }

        /** The default agent is the one the file names, else the one that the settings name, else the first. */
        AgentsDefinition definition() {
            Map<String, NamedAgent> ordered = new LinkedHashMap<>();
            String first = defaultAgent != null ? defaultAgent : config.agent().id();
            Optional.ofNullable(agents.get(first)).ifPresent(agent -> ordered.put(agent.id(), agent));
            agents.forEach(ordered::putIfAbsent);
            return new AgentsDefinition(upstreams, routes, ordered, names(), services, rateWait);
        }
    }
}
