package dev.talaria.config;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A memory provider in its own jar.
 *
 * @param name     selects the provider
 * @param settings the settings under {@code talaria.memory.<name>.}, by the rest of their names; may hold secrets
 */
public record ForeignMemory(String name, Map<String, String> settings) {
    private static final Set<String> OURS = Set.of("local", "honcho");

    public ForeignMemory {
        Objects.requireNonNull(name);
        settings = Map.copyOf(settings);
    }

    static Optional<ForeignMemory> of(Settings settings) {
        return Optional.of(settings.value(TalariaConfig.Memory.PROVIDER)).filter(name -> !OURS.contains(name))
                .map(name -> new ForeignMemory(name, settings.below(prefix(name))));
    }

    /** Returns the prefix of its settings' names. */
    String prefix() {
        return prefix(name);
    }

    private static String prefix(String name) {
        return ConfigKey.PREFIX + "memory." + name + ".";
    }

    /** Leaves the values out. */
    @Override
    public String toString() {
        return "ForeignMemory[name=" + name + ", settings=" + settings.keySet() + "]";
    }
}
