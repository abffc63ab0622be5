package dev.talaria.scope;

import java.util.Objects;
import java.util.Set;

/**
 * What a caller's runs may use, whichever endpoint starts them.
 *
 * @param models         names of agents, or of upstream models if names are passed through; empty for all
 * @param concurrentRuns maximum number of concurrent runs for the caller's API key; 0 for no limit of its own
 * @param tools          the server's tools that they may use
 */
public record Grants(Set<String> models, int concurrentRuns, ToolPolicy tools) {
    public static final Grants ALL = new Grants(Set.of(), 0);

    public Grants {
        models = Set.copyOf(models);
        Objects.requireNonNull(tools);
    }

    /** Grants every tool. */
    public Grants(Set<String> models, int concurrentRuns) {
        this(models, concurrentRuns, ToolPolicy.OPEN);
    }

    public boolean allows(String model) {
        return models.isEmpty() || models.contains(model);
    }
}
