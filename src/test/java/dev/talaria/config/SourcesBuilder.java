package dev.talaria.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sources for a test, on a machine with a heap of 1 GB and Java 17, with a home unless it is taken away. */
final class SourcesBuilder {
    static final Path HOME = Path.of("/srv/talaria");

    private final Map<String, String> system = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> initParameters = new HashMap<>(Map.of("talaria.home", HOME.toString()));
    private Sources.Machine machine = new Sources.Machine(1L << 30, 17);

    SourcesBuilder system(String name, String value) {
        system.put(name, value);
        return this;
    }

    SourcesBuilder environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    SourcesBuilder initParameter(String name, String value) {
        initParameters.put(name, value);
        return this;
    }

    SourcesBuilder withoutHome() {
        initParameters.remove("talaria.home");
        return this;
    }

    SourcesBuilder machine(long heapBytes, int javaVersion) {
        machine = new Sources.Machine(heapBytes, javaVersion);
        return this;
    }

    Sources build() {
        return new Sources(system, environment, initParameters, machine);
    }

    ConfigLoader.Loaded load() {
        return ConfigLoader.load(build());
    }

    TalariaConfig config() {
        return load().config();
    }

    /** The faults of a load that must fail. */
    List<String> faults() {
        try {
            load();
        } catch (ConfigFaults refused) {
            return refused.faults();
        }
        throw new AssertionError("a faulty configuration was loaded");
    }
}
