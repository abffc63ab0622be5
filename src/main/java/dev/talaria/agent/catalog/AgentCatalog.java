package dev.talaria.agent.catalog;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.talaria.agent.catalog.AgentsDefinition.Selection;
import dev.talaria.agent.turn.ModelChoice;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A definition of agents with its upstreams connected. Turns lease it, so that its upstreams stay open until the last of them has ended,
 * even if another catalog has replaced it. Safe for many threads.
 */
public final class AgentCatalog {
    private final AgentsDefinition definition;
    private final Map<String, Upstream> upstreams;
    @GuardedBy("this")
    private int leases = 1;

    private AgentCatalog(AgentsDefinition definition, Map<String, Upstream> upstreams) {
        this.definition = definition;
        this.upstreams = upstreams;
    }

    /**
     * Connects the upstreams of a definition; those that have not changed are taken over.
     *
     * @param before  the catalog that this one replaces; null for none
     * @param connect connects an upstream
     */
    public static AgentCatalog connect(AgentsDefinition definition, @Nullable AgentCatalog before,
                                Function<UpstreamSettings, Upstream> connect) {
        Map<String, Upstream> upstreams = new LinkedHashMap<>();
        try {
            for (UpstreamSettings settings : definition.upstreams().values()) {
                upstreams.put(settings.name(), before == null ? null : before.unchanged(settings).orElse(null));
                if (upstreams.get(settings.name()) == null) {
                    upstreams.put(settings.name(), connect.apply(settings));
                }
            }
        } catch (RuntimeException | Error e) {
            upstreams.values().stream().filter(Objects::nonNull).forEach(Upstream::release);
            throw e;
        }
        return new AgentCatalog(definition, upstreams);
    }

    private Optional<Upstream> unchanged(UpstreamSettings settings) {
        Upstream mine = upstreams.get(settings.name());
        if (mine == null || !mine.settings().fingerprint().equals(settings.fingerprint())) {
            return Optional.empty();
        }
        mine.hold();
        return Optional.of(mine);
    }

    public AgentsDefinition definition() {
        return definition;
    }

    public Collection<Upstream> upstreams() {
        return upstreams.values();
    }

    /** @throws java.util.NoSuchElementException if there is no such upstream */
    public Upstream upstream(String name) {
        return Optional.ofNullable(upstreams.get(name)).orElseThrow();
    }

    /** As {@link AgentsDefinition#select}, with connected upstreams. */
    public ModelPlan plan(ModelChoice choice, String name, boolean task) {
        Selection selection = definition.select(choice, name, task);
        return new ModelPlan(selection.agent(), selection.targets().stream().map(this::hop).toList(),
                selection.agent().taskRoute().stream().map(this::hop).toList(), name, selection.source(), choice.lock() != null,
                definition.rateWait());
    }

    private ModelPlan.Hop hop(RouteTarget target) {
        return new ModelPlan.Hop(upstream(target.provider()), target.model());
    }

    /** Returns false if its upstreams are closed; otherwise they stay open until {@link #release}. */
    public synchronized boolean tryLease() {
        if (leases == 0) {
            return false;
        }
        leases++;
        return true;
    }

    /** Ends a lease. Whoever connects a catalog holds its first lease. */
    public void release() {
        boolean last;
        synchronized (this) {
            leases--;
            last = leases == 0;
        }
        if (last) {
            upstreams.values().forEach(Upstream::release);
        }
    }
}
