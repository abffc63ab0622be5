package dev.talaria.config;

import static dev.talaria.config.ConfigKey.optional;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The guardrails that every call of a model passes, in order.
 *
 * @param names     {@code redact} is built in
 * @param redact    the patterns of {@code redact}
 * @param foreign   the settings of each other one, by the rest of their names; may hold secrets
 */
public record GuardrailConfig(List<String> names, List<String> redact, Map<String, Map<String, String>> foreign) {
    /** The built-in one. */
    public static final String REDACT = "redact";

    public GuardrailConfig {
        names = List.copyOf(names);
        redact = List.copyOf(redact);
        foreign = Map.copyOf(foreign);
    }

    static GuardrailConfig of(Settings settings) {
        ConfigKey<List<String>> all = optional("guardrails", ValueTypes.plugins(),
                "Guardrails that the prompts and replies of every model pass, in this order: `redact`, or names of those in jars in the "
                        + "folder `lib` of `talaria.home`.");
        ConfigKey<List<String>> patterns = optional("guardrail.redact.patterns", ValueTypes.patterns(),
                "What `redact` replaces by `[redacted]`, in what models are sent and in what they reply; `(?i)` ignores case.");
        List<String> names = settings.find(all).orElse(List.of());
        List<String> redact = settings.find(patterns).orElse(List.of());
        if (names.contains(REDACT) && redact.isEmpty()) {
            settings.fault(patterns, "required with the guardrail `redact`");
        } else if (!names.contains(REDACT)) {
            settings.ignored("without `redact` in " + all.name() + " nothing is redacted", patterns);
        }
        Map<String, Map<String, String>> foreign = new LinkedHashMap<>();
        names.stream().filter(name -> !name.equals(REDACT))
                .forEach(name -> foreign.put(name, settings.below(prefix(name))));
        return new GuardrailConfig(names, redact, foreign);
    }

    /** Returns the prefixes of their settings' names. */
    List<String> prefixes() {
        return foreign.keySet().stream().map(GuardrailConfig::prefix).toList();
    }

    private static String prefix(String name) {
        return ConfigKey.PREFIX + "guardrail." + name + ".";
    }

    /** Leaves the values out. */
    @Override
    public String toString() {
        return "GuardrailConfig[names=" + names + "]";
    }
}
