package dev.talaria.config;

import dev.talaria.text.LogText;
import dev.talaria.text.Spelling;
import io.smallrye.config.EnvConfigSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Finds names that are not settings, usually misspelt ones, and suggests the intended setting. Never shows a value. */
final class UnknownNames {
    private static final List<String> KEYS = ConfigKeys.all().stream().map(ConfigKey::name).toList();
    private static final List<String> VARIABLES = ConfigKeys.all().stream().map(ConfigKey::environmentName).toList();
    private static final int MAX_WARNINGS = 50;
    private static final int MAX_NAME = 100;

    private UnknownNames() {
    }

    /**
     * Returns faults for names in the file, which holds settings alone.
     *
     * @param foreign the prefixes of the settings of foreign parts
     */
    static List<String> faults(Set<String> file, List<String> foreign) {
        Set<String> names = new TreeSet<>(file);
        names.removeIf(known(foreign));
        return names.stream().map(name -> shown(name) + ": no such setting" + suggestion(name, KEYS)).toList();
    }

    /**
     * Returns warnings for names that other programs may have set: container platforms inject variables such as
     * {@code TALARIA_SERVICE_HOST}. Ignores names without our prefix.
     */
    static List<String> warnings(Sources sources, List<String> foreign) {
        List<String> warnings = new ArrayList<>();
        Set<String> variables = new TreeSet<>(sources.environment().keySet());
        variables.removeIf(name -> !isOurs(name) || counts(name)
                || foreign.stream().map(ConfigKey::variable).anyMatch(ConfigKey.variable(name)::startsWith));
        variables.forEach(name -> warnings.add(ignored(name, VARIABLES)));
        Set<String> properties = new TreeSet<>(sources.system().keySet());
        properties.addAll(sources.initParameters().keySet());
        properties.removeIf(known(foreign).or(name -> !isOurs(name)));
        properties.forEach(name -> warnings.add(ignored(name, KEYS)));
        if (warnings.size() <= MAX_WARNINGS) {
            return warnings;
        }
        List<String> first = new ArrayList<>(warnings.subList(0, MAX_WARNINGS));
        first.add(warnings.size() - MAX_WARNINGS + " further unknown settings are ignored");
        return first;
    }

    private static Predicate<String> known(List<String> foreign) {
        Set<String> keys = Set.copyOf(KEYS);
        return name -> keys.contains(name) || foreign.stream().anyMatch(name::startsWith);
    }

    private static boolean isOurs(String name) {
        String start = name.substring(0, Math.min(name.length(), ConfigKey.PREFIX.length()));
        return ConfigKey.variable(start).equals(ConfigKey.ENVIRONMENT_PREFIX);
    }

    /** Returns whether a variable sets something: it may also be spelt like the property. */
    private static boolean counts(String variable) {
        EnvConfigSource alone = new EnvConfigSource(Map.of(variable, "set"), 0);
        return KEYS.stream().anyMatch(key -> alone.getValue(key) != null);
    }

    private static String ignored(String name, List<String> known) {
        return shown(name) + ": no such setting, ignored" + suggestion(name, known);
    }

    private static String suggestion(String name, List<String> known) {
        return Spelling.nearest(name, known).map(meant -> "; did you mean " + meant + "?").orElse("");
    }

    private static String shown(String name) {
        return LogText.plain(name, MAX_NAME);
    }
}
