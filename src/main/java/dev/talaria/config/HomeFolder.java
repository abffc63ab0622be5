package dev.talaria.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The default home: the data folder of the application server, never the folder it was started from. */
final class HomeFolder {
    /** The system properties with the data folders of Tomcat, WildFly and Jetty. */
    private static final List<String> DATA_FOLDERS = List.of("catalina.base", "jboss.server.data.dir", "jetty.base");

    private HomeFolder() {
    }

    static Optional<Path> find(Settings settings) {
        if (settings.isSet(TalariaConfig.Server.HOME)) {
            return settings.find(TalariaConfig.Server.HOME);
        }
        return DATA_FOLDERS.stream().map(settings.sources().system()::get).filter(folder -> folder != null && !folder.isBlank())
                .findFirst().map(folder -> Path.of(folder, "talaria").toAbsolutePath().normalize());
    }

    static String howToSet() {
        return "not set, and this server names no data folder (" + String.join(", ", DATA_FOLDERS) + "): set the environment variable "
                + TalariaConfig.Server.HOME.environmentName() + " or the system property " + TalariaConfig.Server.HOME.name()
                + " to an absolute path";
    }
}
