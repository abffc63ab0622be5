package dev.talaria.config;

import java.util.List;

/** Everything that is wrong with the configuration, at once. Holds no secret. */
public final class ConfigFaults extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;

    ConfigFaults(List<String> faults) {
        super("The configuration has " + faults.size() + (faults.size() == 1 ? " fault:" : " faults:")
                + String.join("", faults.stream().map(fault -> "\n  - " + fault).toList()));
        this.faults = List.copyOf(faults);
    }

    /** One sentence each, beginning with the key. */
    public List<String> faults() {
        return faults;
    }
}
