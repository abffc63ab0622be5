package dev.talaria.config;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A memory provider that comes in a jar of its own.
 *
 * @param name     by which the jar is chosen
 * @param settings what is set under {@code talaria.memory.<name>.}, by the rest of its name; may hold secrets
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

    /** How the names of its own settings begin. */
    String prefix() {
        return prefix(name);
    }

    private static String prefix(String name) {
        return ConfigKey.PREFIX + "memory." + name + ".";
    }

    /** Without the values. */
    @Override
    public String toString() {
        return "ForeignMemory[name=" + name + ", settings=" + settings.keySet() + "]";
    }
}
