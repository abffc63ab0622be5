package dev.talaria.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the configuration, or reports all its faults. */
public final class ConfigLoader {
    private ConfigLoader() {
    }

    /**
     * @param warnings what was ignored, one sentence each, to be logged
     */
    public record Loaded(TalariaConfig config, List<String> warnings) {
        public Loaded {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Sources by rank: system property, environment, file, init parameter, default. Creates no folder and writes nothing.
     *
     * @throws ConfigFaults with all faults, if there are any
     */
    public static Loaded load(Sources sources) {
        List<String> faults = new ArrayList<>();
        // Settings that lead to the file are read twice: their faults are reported the second time.
        Settings outside = new Settings(sources, Map.of(), new ArrayList<>());
        Map<String, String> file = SettingsFile.read(outside, HomeFolder.find(outside), faults);

        Settings settings = new Settings(sources, file, faults);
        TalariaConfig config = TalariaConfig.of(settings);
        List<String> foreign = new ArrayList<>(config.guardrails().prefixes());
        config.foreignMemory().map(ForeignMemory::prefix).ifPresent(foreign::add);
        faults.addAll(UnknownNames.faults(file.keySet(), foreign));
        List<String> warnings = new ArrayList<>(UnknownNames.warnings(sources, foreign));
        if (!faults.isEmpty()) {
            throw new ConfigFaults(faults, warnings);
        }
        warnings.addAll(settings.warnings());
        return new Loaded(config, warnings);
    }
}
