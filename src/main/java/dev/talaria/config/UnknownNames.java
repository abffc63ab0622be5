package dev.talaria.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Names that mean nothing, most often for a slip of the keyboard. */
final class UnknownNames {
    private static final Set<String> KEYS = ConfigKeys.all().stream().map(ConfigKey::name).collect(Collectors.toUnmodifiableSet());
    private static final Set<String> ENVIRONMENT_NAMES =
            ConfigKeys.all().stream().map(ConfigKey::environmentName).collect(Collectors.toUnmodifiableSet());

    private UnknownNames() {
    }

    /**
     * In the system properties and init parameters names without our prefix are other people's; in the file there are none such.
     *
     * @param foreign how names begin that somebody else knows
     */
    static List<String> faults(Sources sources, Set<String> file, Optional<String> foreign) {
        Set<String> names = new TreeSet<>(file);
        sources.system().keySet().stream().filter(UnknownNames::isOurs).forEach(names::add);
        sources.initParameters().keySet().stream().filter(UnknownNames::isOurs).forEach(names::add);
        names.removeAll(KEYS);
        names.removeIf(name -> foreign.filter(name::startsWith).isPresent());
        return names.stream().map(name -> name + ": no such setting").toList();
    }

    /** Only warnings: container platforms inject names such as {@code TALARIA_SERVICE_HOST}. */
    static List<String> warnings(Sources sources, Optional<String> foreign) {
        Set<String> names = new TreeSet<>(sources.environment().keySet());
        names.removeIf(name -> !name.startsWith(ConfigKey.ENVIRONMENT_PREFIX) || ENVIRONMENT_NAMES.contains(name)
                || foreign.map(ConfigKey::variable).filter(name::startsWith).isPresent());
        return names.stream().map(name -> name + ": no such setting, ignored").toList();
    }

    private static boolean isOurs(String name) {
        return name.startsWith(ConfigKey.PREFIX);
    }
}
