package dev.talaria.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/** Reads the properties file, UTF-8: the one named by {@code talaria.config}, which must exist, or the one in {@code talaria.home}. */
final class SettingsFile {
    private static final String NAME = "talaria.properties";

    private SettingsFile() {
    }

    /** @param outside the settings of all other sources */
    static Map<String, String> read(Settings outside, Optional<Path> home, List<String> faults) {
        Optional<Path> named = outside.find(TalariaConfig.Server.FILE);
        Optional<Path> file = named.or(() -> home.map(folder -> folder.resolve(NAME)).filter(Files::exists));
        if (file.isEmpty()) {
            return Map.of();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file.get(), StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException unreadable) {
            faults.add(TalariaConfig.Server.FILE.name() + ": " + file.get() + " cannot be read as a properties file in UTF-8 ("
                    + unreadable.getClass().getSimpleName() + ")");
            return Map.of();
        }
        refuse(properties, TalariaConfig.Server.FILE, file.get(), faults);
        if (named.isEmpty()) {
            refuse(properties, TalariaConfig.Server.HOME, file.get(), faults);
        }
        return properties.stringPropertyNames().stream().collect(Collectors.toMap(name -> name, properties::getProperty));
    }

    /** A setting that selects the file cannot be in the file. */
    private static void refuse(Properties properties, ConfigKey<?> key, Path file, List<String> faults) {
        if (properties.containsKey(key.name())) {
            faults.add(key.name() + ": cannot be set in " + file + ", because it locates that file");
        }
    }
}
