package dev.talaria.agent.catalog;

import dev.talaria.config.TalariaConfig;
import dev.talaria.resilience.BackOff;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An upstream as the configuration describes it.
 *
 * @param http        how it is reached, with the name of its usual model; without a base URL, the demo model in this process
 * @param models      further models that clients may ask for
 * @param firstToken  how long an answer may take to begin before another upstream is asked, if there is one
 * @param breaker     when it is left out for a while
 * @param fingerprint differs from that of other settings, secrets included
 */
public record UpstreamSettings(String name, TalariaConfig.Model http, List<String> models, Duration firstToken, Breaker breaker,
                               String fingerprint) {
    /**
     * The limits of a circuit breaker.
     *
     * @param failures consecutive failures that open it
     * @param pauses   between attempts while it is open
     */
    public record Breaker(int failures, BackOff pauses) {
        /** Opens after three failures, for ten seconds at first. */
        public static final Breaker DEFAULT = new Breaker(3, new BackOff(Duration.ofSeconds(10), Duration.ofMinutes(2)));
    }

    public UpstreamSettings {
        models = List.copyOf(models);
    }

    /** Returns the usual model; empty if every target must name one. */
    public Optional<String> usualModel() {
        return http.name();
    }

    /** Returns all models that may be asked for by name, the usual one first. */
    public Set<String> offered() {
        Set<String> all = new LinkedHashSet<>();
        usualModel().ifPresent(all::add);
        all.addAll(models);
        return all;
    }

    /** Leaves out what may be secret. */
    @Override
    public String toString() {
        return "UpstreamSettings[" + name + "]";
    }
}
