package dev.talaria.config;

import java.util.List;

/** Everything that is wrong with the configuration, at once. Holds no secret. */
public final class ConfigFaults extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;
    private final transient List<String> warnings;

    ConfigFaults(List<String> faults, List<String> warnings) {
        super("The configuration has " + faults.size() + (faults.size() == 1 ? " fault:" : " faults:")
                + String.join("", faults.stream().map(fault -> "\n  - " + fault).toList()));
        this.faults = List.copyOf(faults);
        this.warnings = List.copyOf(warnings);
    }

    /** One sentence each, beginning with the key. */
    public List<String> faults() {
        return faults;
    }

    /** What else was found, such as names of no setting: a misspelt one may be what a fault misses. */
    public List<String> warnings() {
        return warnings;
    }
}
