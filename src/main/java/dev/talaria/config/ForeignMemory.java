package dev.talaria.config;

import java.util.Map;
import java.util.Objects;

/**
 * A memory provider that comes in a jar of its own.
 *
 * @param name     by which the jar is chosen
 * @param settings what is set under {@code talaria.memory.<name>.}, by the rest of its name; may hold secrets
 */
public record ForeignMemory(String name, Map<String, String> settings) {
    public ForeignMemory {
        Objects.requireNonNull(name);
        settings = Map.copyOf(settings);
    }

    /** How the names of a provider's own settings begin. */
    static String prefix(String name) {
        return ConfigKey.PREFIX + "memory." + name + ".";
    }

    /** Without the values. */
    @Override
    public String toString() {
        return "ForeignMemory[name=" + name + ", settings=" + settings.keySet() + "]";
    }
}
