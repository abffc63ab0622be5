package dev.talaria.testing;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Refuses to run any test in a process that has Talaria's settings among its environment variables: a test, or a server that it starts,
 * would read them and might send test data to somebody's model. The build leaves these variables out when it starts a JVM for tests.
 */
public final class NoShellSettings implements LauncherSessionListener {
    private static final String PREFIX = "TALARIA";

    /** @throws IllegalStateException where there is such a variable; names it, without its value */
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        List<String> found = settingsAmong(System.getenv().keySet());
        if (!found.isEmpty()) {
            throw new IllegalStateException("Tests must not see the settings of a shell: unset " + String.join(", ", found)
                    + ", or let Maven run the tests, which leaves them out");
        }
    }

    /** The names that the configuration might read, which takes several spellings of each. */
    static List<String> settingsAmong(Collection<String> names) {
        return names.stream().filter(name -> name.toUpperCase(Locale.ROOT).startsWith(PREFIX)).sorted().toList();
    }
}
