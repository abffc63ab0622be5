package dev.talaria.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DriversTest {
    @Test
    void aClosedDatabaseLeavesNoDriverOfTheApplicationWithTheJdk() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String probe = new File(DriverProbe.class.getProtectionDomain().getCodeSource().getLocation().toURI()).getPath();
        Process process = new ProcessBuilder(java, "-cp", probe, DriverProbe.class.getName(), System.getProperty("java.class.path"))
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();

        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

        assertEquals(0, process.waitFor(), said);
        assertTrue(said.startsWith("open [Driver"), said);
        assertTrue(said.endsWith("closed []"), said);
    }
}
