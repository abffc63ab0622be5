package dev.talaria.config;

import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * The sources of a configuration, except for the file that they may name.
 *
 * @param system         system properties
 * @param environment    environment variables
 * @param initParameters the servlet context's; they rank below everything but the defaults
 * @param machine        what the computed defaults depend on
 */
public record Sources(Map<String, String> system, Map<String, String> environment, Map<String, String> initParameters, Machine machine) {
    public Sources {
        system = Map.copyOf(system);
        environment = Map.copyOf(environment);
        initParameters = Map.copyOf(initParameters);
    }

    /** Returns the sources of this virtual machine, with the init parameters of the servlet context. */
    public static Sources of(Properties system, Map<String, String> environment, Map<String, String> initParameters) {
        Map<String, String> texts = system.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, name -> system.getProperty(name, "")));
        return new Sources(texts, environment, initParameters, Machine.current());
    }

    /**
     * @param heapBytes   the maximum heap size
     * @param javaVersion the feature release: 17, 25
     */
    public record Machine(long heapBytes, int javaVersion) {
        static Machine current() {
            return new Machine(Runtime.getRuntime().maxMemory(), Runtime.version().feature());
        }
    }
}
