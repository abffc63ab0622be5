package dev.talaria.readme;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Programs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The build as a contributor uses it, in a fresh copy of the project. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BuildIT {
    private Path project;

    @BeforeAll
    void copyTheProject(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(Programs.areInstalled("mvn"), "the build needs mvn");
        project = ProjectCopy.into(folder);
    }

    @Test
    void keepsTheShellsSettingsFromTests() throws Exception {
        String said = maven(Map.of("TALARIA_MODEL_BASE_URL", "http://127.0.0.1:1/v1", "talaria_model_name", "of-the-shell"),
                "test", "-Dtest=NoShellSettingsTest,SecrecyServerTest");

        assertTrue(said.contains("BUILD SUCCESS") && said.contains("Running dev.talaria.boot.SecrecyServerTest"), said);
    }

    @Test
    void packagesWithoutAnyTestIfTold() throws Exception {
        String said = maven(Map.of(), "package", "-DskipTests");

        assertTrue(said.contains("BUILD SUCCESS") && said.contains("Building war"), said);
        assertFalse(said.contains("Running dev.talaria"), said);
    }

    @Test
    void saysInOneLineWhichJdkItNeeds() throws Exception {
        String said = maven(Map.of(), "validate", "-Djdk.versions=[99,)");

        assertTrue(said.lines().anyMatch(line -> line.startsWith("[ERROR] Talaria needs JDK 17 or newer to build; Maven runs on ")), said);
        assertFalse(said.contains("BUILD SUCCESS"), said);
    }

    @Test
    void endsWithTheFaultsOfTheServersSettings() throws Exception {
        String said = maven(Map.of("TALARIA_AGENT_TURN_TIMEOUT", "soon", "TALARIA_MODLE_NAME", "x"), "jetty:run", "-Djetty.http.port=0");

        assertTrue(said.contains("BUILD FAILURE"), said);
        String end = said.substring(said.indexOf("BUILD FAILURE"));
        assertTrue(end.contains("talaria.agent.turn-timeout: "), end);
        assertTrue(said.contains("TALARIA_MODLE_NAME: no such setting, ignored; did you mean TALARIA_MODEL_NAME?"), said);
    }

    private String maven(Map<String, String> environment, String... arguments) throws Exception {
        // The sources have been checked where this test was compiled.
        List<String> command = new ArrayList<>(List.of("mvn", "-B", "-P!checked"));
        command.addAll(List.of(arguments));
        if (System.getProperty("readme.session", "").endsWith("true")) {
            command.add("-o");
        }
        String repository = System.getProperty("readme.repository", "");
        if (!repository.isEmpty()) {
            command.add("-Dmaven.repo.local=" + repository);
        }
        ProcessBuilder builder = new ProcessBuilder(command).directory(project.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
