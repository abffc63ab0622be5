package dev.talaria.testing;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherSessionListener;

/** No test can read the settings of the shell that it was started from. */
class NoShellSettingsTest {
    @Test
    void findsASettingInEverySpelling() {
        assertEquals(List.of("TALARIA_HOME", "talaria.model.name", "talaria_api_key"),
                NoShellSettings.settingsAmong(List.of("HOME", "talaria.model.name", "TALARIA_HOME", "talaria_api_key", "MY_TALARIA")));
    }

    @Test
    void looksBeforeAnyTestRuns() {
        assertTrue(ServiceLoader.load(LauncherSessionListener.class).stream().anyMatch(found -> found.type() == NoShellSettings.class));
    }

    @Test
    void isContentWithTheProcessThatTheBuildStarts() {
        assertDoesNotThrow(() -> new NoShellSettings().launcherSessionOpened(null));
    }
}
