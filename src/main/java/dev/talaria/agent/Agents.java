package dev.talaria.agent;

import dev.talaria.agent.catalog.AgentCatalog;
import dev.talaria.agent.catalog.AgentsDefinition;
import dev.talaria.agent.catalog.ModelPlan;
import dev.talaria.agent.catalog.NamedAgent;
import dev.talaria.agent.catalog.RouteTarget;
import dev.talaria.agent.catalog.Upstream;
import dev.talaria.agent.catalog.UpstreamSettings;
import dev.talaria.agent.turn.ModelChoice;
import dev.talaria.agent.turn.Turn;
import dev.talaria.error.ApiException;
import dev.talaria.model.ModelProvider;
import dev.talaria.scope.Grants;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The agents of this server, by which clients' requests are answered. Another definition may replace them at any time; turns that have
 * begun keep theirs. Safe for many threads.
 */
public final class Agents implements AutoCloseable {
    private final Function<UpstreamSettings, Upstream> connect;
    private final Set<Upstream> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock replacing = new ReentrantLock();
    private volatile AgentCatalog current;
    private volatile @Nullable String fault;

    /**
     * A model that clients may ask for by name.
     *
     * @param root   the upstream model behind it
     * @param parent the agent that answers to the alias of a route; null for an agent itself
     */
    public record Listed(String id, String root, @Nullable String parent) {
    }

    /**
     * The agent and model of a request.
     *
     * @param name the model name that the reply shows
     * @param task whether the name is that of an agent's background tasks
     */
    public record Chosen(String name, boolean task, ModelChoice choice) {
        public String agent() {
            return choice.agent();
        }

        public Chosen with(ModelChoice other) {
            return new Chosen(name, task, other);
        }
    }

    /** A hold on one version of the agents: its upstreams stay open until the lease is closed. */
    public static final class Lease implements AutoCloseable {
        private final AgentCatalog catalog;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Lease(AgentCatalog catalog) {
            this.catalog = catalog;
        }

        /** @throws ApiException {@code model_not_found} if the agent no longer exists, and as {@link AgentsDefinition#select} */
        public ModelPlan plan(Turn turn) {
            return catalog.plan(turn.choice(), turn.model(), turn.task());
        }

        public AgentCatalog catalog() {
            return catalog;
        }

        @Override
        public void close() {
            if (!closed.getAndSet(true)) {
                catalog.release();
            }
        }
    }

    /** @param connect makes the client of an upstream */
    public Agents(AgentsDefinition definition, Function<UpstreamSettings, ModelProvider> connect, Clock clock) {
        this.connect = settings -> {
            Upstream upstream = new Upstream(settings, connect.apply(settings), clock);
            open.add(upstream);
            return upstream;
        };
        this.current = AgentCatalog.connect(definition, null, this.connect);
    }

    /**
     * Answers later requests by another definition. Upstreams that it leaves out are closed when the last turn that uses them has ended.
     */
    public void replace(AgentsDefinition definition) {
        replacing.lock();
        try {
            AgentCatalog before = current;
            current = AgentCatalog.connect(definition, before, connect);
            before.release();
            open.removeIf(Upstream::isClosed);
        } finally {
            replacing.unlock();
        }
    }

    public Lease lease() {
        while (true) {
            AgentCatalog now = current;
            if (now.tryLease()) {
                return new Lease(now);
            }
        }
    }

    public AgentCatalog catalog() {
        return current;
    }

    private AgentsDefinition definition() {
        return current.definition();
    }

    /** Returns the upstream that answers first for the default agent. */
    public ModelProvider usualModel() {
        AgentCatalog now = current;
        return now.upstream(now.definition().defaultAgent().route().get(0).provider()).provider();
    }

    /** Returns the default agent's id. */
    public String id() {
        return definition().defaultAgent().id();
    }

    /** Returns whether there is an agent of this id. */
    public boolean exists(String id) {
        return definition().agents().containsKey(id);
    }

    /** Returns the id of the agent that answers where a request names none: the first one that its API key may use. */
    public String usual(Grants grants) {
        return usual(definition(), grants).id();
    }

    /** Returns those of the names that an API key is limited to which are no agent's and no route's. */
    public Set<String> passedThrough(Grants grants) {
        AgentsDefinition all = definition();
        return grants.models().stream().filter(name -> !all.knows(name)).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Returns the id of the agent that serves a run, or of its tasks; that of the default agent for one that no longer exists.
     *
     * @param id   empty for the default agent
     * @param name the model's name that was asked for
     */
    public String serving(String id, String name) {
        AgentsDefinition all = definition();
        NamedAgent agent = all.agents().getOrDefault(id, all.defaultAgent());
        return all.isTask(name) ? agent.taskId() : agent.id();
    }

    /** @param id null for the default agent */
    public NamedAgent agent(@Nullable String id) {
        return definition().agent(id);
    }

    /** @param id null for the default agent; returns the default agent for one that no longer exists */
    public NamedAgent agentOrDefault(@Nullable String id) {
        AgentsDefinition all = definition();
        return id == null ? all.defaultAgent() : all.agents().getOrDefault(id, all.defaultAgent());
    }

    /** Returns why a changed configuration is not in use; empty if the newest one is. */
    public Optional<String> fault() {
        return Optional.ofNullable(fault);
    }

    /** @param why null if the newest configuration is in use */
    void report(@Nullable String why) {
        fault = why;
    }

    /**
     * Returns who answers a request. The agent is that of the path, else that of the model's name, else the first one that the caller may
     * use.
     *
     * @param inPath   the agent that the path names; null for none
     * @param model    the model that the body names; null for none
     * @param provider the route or upstream that the body names; null for none
     * @throws ApiException {@code model_not_found} for another agent than the path's, and for an unknown name while names are strict;
     * {@code invalid_value} for a provider that is unknown or contradicts the model
     */
    public Chosen choose(@Nullable String inPath, @Nullable String model, @Nullable String provider, Grants grants) {
        AgentsDefinition all = definition();
        Optional<NamedAgent> named = model == null ? Optional.empty() : all.named(model);
        NamedAgent agent = inPath != null ? all.agent(inPath) : named.orElseGet(() -> usual(all, grants));
        if (named.isPresent() && !named.get().id().equals(agent.id())
                || model != null && provider == null && all.names().strict() && !all.knows(model)) {
            throw notFound(model);
        }
        String name = model == null ? agent.id() : model;
        ModelChoice choice = new ModelChoice(agent.id(), provider, null, false);
        all.select(choice, name, false);
        return new Chosen(name, all.isTask(name), choice);
    }

    private static NamedAgent usual(AgentsDefinition all, Grants grants) {
        return all.agents().values().stream().filter(agent -> grants.allows(agent.id())).findFirst().orElseGet(all::defaultAgent);
    }

    /** @throws ApiException {@code model_not_found} if the grants do not permit the turn's agent and model */
    void check(Grants grants, Turn turn) {
        if (!definition().permits(grants, turn.choice(), turn.model())) {
            throw notFound(turn.model());
        }
    }

    /**
     * Returns the model to which a session is locked by a request.
     *
     * @param model    an upstream's model, {@code provider::model}, an agent's id or the alias of a route
     * @param provider a route or an upstream; null for the one that offers the model
     * @throws ApiException {@code missing_model}; {@code model_lock_unavailable} if no upstream offers the model
     */
    public RouteTarget lock(@Nullable String model, @Nullable String provider) {
        return definition().lock(model, provider);
    }

    /** @throws ApiException {@code model_not_found} if the grants do not permit an agent to be locked to this model */
    public void check(Grants grants, String agent, RouteTarget lock) {
        AgentsDefinition all = definition();
        ModelChoice choice = new ModelChoice(all.agents().containsKey(agent) ? agent : null, null, lock.toString(), true);
        if (!all.permits(grants, choice, choice.agent() == null ? id() : choice.agent())) {
            throw notFound(lock.toString());
        }
    }

    /**
     * Returns the models that a caller may ask for by name: agents, the default one first, each with its tasks, then the routes.
     *
     * @param inPath the agent that the path names; null for all
     */
    public List<Listed> listed(@Nullable String inPath, Grants grants) {
        AgentsDefinition all = definition();
        List<Listed> listed = new ArrayList<>();
        for (NamedAgent agent : all.agents().values()) {
            if (grants.allows(agent.id()) && (inPath == null || inPath.equals(agent.id()))) {
                listed.add(new Listed(agent.id(), agent.route().get(0).model(), null));
                listed.add(new Listed(agent.taskId(), agent.taskRoute().get(0).model(), null));
            }
        }
        String parent = inPath != null ? inPath : usual(all, grants).id();
        all.routes().forEach((alias, targets) -> {
            if (grants.allows(alias) && grants.allows(parent)) {
                listed.add(new Listed(alias, targets.get(0).model(), parent));
            }
        });
        return listed;
    }

    public ApiException notFound(@Nullable String name) {
        return AgentsDefinition.notFound(name);
    }

    /** Closes all upstreams, and with them the calls of turns that have not ended. */
    @Override
    public void close() {
        open.forEach(Upstream::close);
    }
}
