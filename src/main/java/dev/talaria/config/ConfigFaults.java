package dev.talaria.config;

import java.util.List;

/** All faults of the configuration at once. Contains no secrets. */
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

    /** Returns one sentence for each fault, starting with the key. */
    public List<String> faults() {
        return faults;
    }

    /** Returns other findings, such as unknown names: a misspelt one may explain a fault. */
    public List<String> warnings() {
        return warnings;
    }
}
