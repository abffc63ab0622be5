package dev.talaria.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.LogLines;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskStateTest {
    @Test
    void tellsOnceThatSpaceIsLowAndOnceThatItIsNot(@TempDir Path home) {
        DiskState disk = new DiskState(home);
        try (LogLines log = LogLines.of(DiskState.class)) {
            disk.note(1_000_000_000);
            disk.note(100_000_000);
            disk.note(90_000_000);
            disk.note(250_000_000);
            disk.note(100_000_000);
            disk.note(1_000_000_000);

            assertEquals(2, log.lines().size(), log.lines().toString());
            assertTrue(log.lines().get(0).contains("is nearly full: 100000000 bytes are free"), log.lines().toString());
        }
        assertTrue(disk.free() > 0);
    }
}
