package dev.talaria.scope;

import java.util.Set;

/**
 * What a caller's runs may use, whichever endpoint starts them.
 *
 * @param models         names of agents, or of upstream models if names are passed through; empty for all
 * @param concurrentRuns maximum number of concurrent runs for the caller's API key; 0 for no limit of its own
 */
public record Grants(Set<String> models, int concurrentRuns) {
    public static final Grants ALL = new Grants(Set.of(), 0);

    public Grants {
        models = Set.copyOf(models);
    }

    public boolean allows(String model) {
        return models.isEmpty() || models.contains(model);
    }
}
