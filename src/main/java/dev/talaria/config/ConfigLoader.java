package dev.talaria.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the configuration, or says everything that is wrong with it. */
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
     * Highest first: system property, environment, file, init parameter, default. Creates no folder and writes nothing.
     *
     * @throws ConfigFaults with all faults, where there is one
     */
    public static Loaded load(Sources sources) {
        List<String> faults = new ArrayList<>();
        // What leads to the file is read twice: its faults are told the second time.
        Settings outside = new Settings(sources, Map.of(), new ArrayList<>());
        Map<String, String> file = SettingsFile.read(outside, HomeFolder.find(outside, sources), faults);

        Settings settings = new Settings(sources, file, faults);
        Optional<Path> home = HomeFolder.find(settings, sources);
        if (home.isEmpty() && !settings.isSet(ConfigKeys.HOME)) {
            settings.fault(ConfigKeys.HOME, HomeFolder.howToSet());
        }
        ConfigKeys.all().forEach(settings::find);
        Contradictions.check(settings);
        Optional<String> foreign = Assembly.foreignMemory(settings).map(ForeignMemory::prefix);
        faults.addAll(UnknownNames.faults(file.keySet(), foreign));
        List<String> warnings = new ArrayList<>(UnknownNames.warnings(sources, foreign));
        if (!faults.isEmpty()) {
            throw new ConfigFaults(faults, warnings);
        }
        warnings.addAll(Contradictions.warnings(settings));
        return new Loaded(new Assembly(settings, sources.machine()).config(home.orElseThrow()), warnings);
    }
}
