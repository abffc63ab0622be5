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
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The newest SDKs, as {@code .ci/run} installs them: {@code sdk.python} is a virtual environment, {@code sdk.node} a folder with
 * {@code node_modules}. Each script runs against a server with the demo model, and against one whose upstream is the first.
 */
class SdkIT {
    private static final Path SCRIPTS = Path.of("src", "test", "sdk").toAbsolutePath();
    private static TestServer demo;
    private static TestServer relay;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        demo = TestServer.start();
        relay = TestServer.start(Map.of("talaria.model.base-url", demo.base() + "/v1", "talaria.model.api-key", TestServer.KEY,
                "talaria.model.name", "talaria"));
    }

    @AfterAll
    static void stop() {
        relay.close();
        demo.close();
    }

    @ParameterizedTest
    @CsvSource({"chat.py, openai", "responses.py, openai", "agents_sdk.py, agents", "pydantic_sdk.py, pydantic_ai",
        "langchain_sdk.py, langchain_openai"})
    void servesPython(String script, String module) throws Exception {
        Path python = folder("sdk.python", "target/sdk/python");
        Assumptions.assumeTrue(isInPython(python, module), missing(module, python));

        assertPasses(List.of(python.resolve("bin/python").toString(), SCRIPTS.resolve("python").resolve(script).toString()));
    }

    @ParameterizedTest
    @CsvSource({"chat.mjs, openai", "responses.mjs, openai", "agents.mjs, @openai/agents", "ai.mjs, @ai-sdk/openai-compatible"})
    void servesNode(String script, String module) throws Exception {
        Path node = folder("sdk.node", "target/sdk/node");
        Assumptions.assumeTrue(Files.exists(node.resolve("node_modules").resolve(module)), missing(module, node));
        // Node looks for packages beside the script.
        Files.copy(SCRIPTS.resolve("node/suite.mjs"), node.resolve("suite.mjs"), StandardCopyOption.REPLACE_EXISTING);
        Path copy = Files.copy(SCRIPTS.resolve("node").resolve(script), node.resolve(script), StandardCopyOption.REPLACE_EXISTING);

        assertPasses(List.of("node", copy.toString()));
    }

    private static boolean isInPython(Path python, String module) throws IOException {
        if (!Files.exists(python.resolve("lib"))) {
            return false;
        }
        try (Stream<Path> found = Files.find(python.resolve("lib"), 3, (path, file) -> path.endsWith("site-packages/" + module))) {
            return found.findAny().isPresent();
        }
    }

    private static Path folder(String property, String usual) {
        return Path.of(System.getProperty(property, usual)).toAbsolutePath();
    }

    private static String missing(String module, Path folder) {
        return module + " is not installed in " + folder + "; .ci/run does it";
    }

    private void assertPasses(List<String> command) throws IOException, InterruptedException {
        assertPasses(command, demo);
        assertPasses(command, relay);
    }

    private void assertPasses(List<String> command, TestServer server) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(Map.of("TALARIA_URL", server.base().toString(), "TALARIA_KEY", TestServer.KEY,
                "PYTHONDONTWRITEBYTECODE", "1"));
        Process script = builder.start();
        boolean ended = script.waitFor(2, TimeUnit.MINUTES);
        script.destroyForcibly();

        String said = (server == demo ? "demo model\n" : "upstream\n") + Files.readString(output, StandardCharsets.UTF_8);
        assertTrue(ended, said);
        assertEquals(0, script.exitValue(), said);
    }
}
