package dev.talaria.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The newest SDKs, as {@code .ci/run} installs them: {@code sdk.python} is an interpreter that has the openai package,
 * {@code sdk.node} a folder whose {@code node_modules} has it.
 */
class SdkIT {
    private static final Path SCRIPTS = Path.of("src", "test", "sdk").toAbsolutePath();
    private static TestServer server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void servesThePythonSdk() throws Exception {
        Path python = installed("sdk.python", "target/sdk/python/bin/python");

        assertPasses(List.of(python.toString(), SCRIPTS.resolve("chat.py").toString()));
    }

    @Test
    void servesTheNodeSdk() throws Exception {
        Path modules = installed("sdk.node", "target/sdk/node");
        // Node looks for packages beside the script.
        Path script = Files.copy(SCRIPTS.resolve("chat.mjs"), modules.resolve("chat.mjs"), StandardCopyOption.REPLACE_EXISTING);

        assertPasses(List.of("node", script.toString()));
    }

    private static Path installed(String property, String usual) {
        Path path = Path.of(System.getProperty(property, usual)).toAbsolutePath();
        Assumptions.assumeTrue(Files.exists(path), () -> "no SDK is installed at " + path + "; .ci/run does it");
        return path;
    }

    private void assertPasses(List<String> command) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("TALARIA_URL", server.base().toString());
        builder.environment().put("TALARIA_KEY", TestServer.KEY);
        Process script = builder.start();
        boolean ended = script.waitFor(2, TimeUnit.MINUTES);
        script.destroyForcibly();

        String said = Files.readString(output, StandardCharsets.UTF_8);
        assertTrue(ended, said);
        assertEquals(0, script.exitValue(), said);
    }
}
