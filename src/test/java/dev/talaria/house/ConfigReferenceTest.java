package dev.talaria.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.config.ConfigKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigReferenceTest {
    @Test
    void showsEverySettingInTheSampleEnvironmentFile() throws IOException {
        assertEquals(ConfigReference.environmentFile(), Files.readString(Path.of("deploy", "talaria.env")));
    }

    @Test
    void givesEachSettingARow() {
        assertEquals(ConfigKeys.all().size() + 2, ConfigReference.table().lines().count());
        assertTrue(ConfigReference.table().lines().allMatch(row -> row.replace("\\|", "").chars().filter(c -> c == '|').count() == 6));
    }

    @Test
    void describesASettingAsDeclared() {
        assertTrue(ConfigReference.table().contains(
                "| `talaria.sse.keepalive` | `TALARIA_SSE_KEEPALIVE` | duration: 10ms to 10m | `15s` |"));
    }
}
