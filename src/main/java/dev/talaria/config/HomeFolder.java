package dev.talaria.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where data lies when nobody says: in the data folder of the server that runs us, never in the folder it was started from. */
final class HomeFolder {
    /** The system properties by which Tomcat, WildFly and Jetty name their data folders. */
    private static final List<String> DATA_FOLDERS = List.of("catalina.base", "jboss.server.data.dir", "jetty.base");

    private HomeFolder() {
    }

    static Optional<Path> find(Settings settings, Sources sources) {
        if (settings.isSet(ConfigKeys.HOME)) {
            return settings.find(ConfigKeys.HOME);
        }
        return DATA_FOLDERS.stream().map(sources.system()::get).filter(folder -> folder != null && !folder.isBlank())
                .findFirst().map(folder -> Path.of(folder, "talaria").toAbsolutePath().normalize());
    }

    static String howToSet() {
        return "not set, and this server names no data folder (" + String.join(", ", DATA_FOLDERS) + "): set the environment variable "
                + ConfigKeys.HOME.environmentName() + " or the system property " + ConfigKeys.HOME.name() + " to an absolute path";
    }
}
