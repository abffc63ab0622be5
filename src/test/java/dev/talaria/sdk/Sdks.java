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
import org.junit.jupiter.api.Assumptions;

/**
 * The newest SDKs of one language, as {@code .ci/run} installs them: {@code sdk.python} is a virtual environment, {@code sdk.node} a
 * folder with {@code node_modules}.
 */
enum Sdks {
    PYTHON("sdk.python", "target/sdk/python", "lib", "site-packages"),
    NODE("sdk.node", "target/sdk/node", "node_modules", "node_modules");

    private final Path folder;
    private final String libraries;
    private final String modules;

    Sdks(String property, String usual, String libraries, String modules) {
        this.folder = Path.of(System.getProperty(property, usual)).toAbsolutePath();
        this.libraries = libraries;
        this.modules = modules;
    }

    /** Skips the test where the module is not there. */
    void assumeHas(String module) throws IOException {
        Path within = folder.resolve(libraries);
        boolean there = false;
        if (Files.exists(within)) {
            try (Stream<Path> found = Files.find(within, 3, (path, file) -> path.endsWith(modules + "/" + module))) {
                there = found.findAny().isPresent();
            }
        }
        Assumptions.assumeTrue(there, () -> module + " is not installed in " + folder + "; .ci/run does it");
    }

    /** The copy of a script that its packages are found from: Node looks for them beside it. */
    Path placed(Path script) throws IOException {
        return this == PYTHON ? script : Files.copy(script, folder.resolve(script.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }

    /** A program that a package brings. */
    Path program(String name) {
        return this == PYTHON ? folder.resolve("bin").resolve(name) : folder.resolve(modules).resolve(".bin").resolve(name);
    }

    /** Runs a script until its successful end; gives what it printed. */
    String run(Path script, TestServer server) throws IOException, InterruptedException {
        Path output = Files.createTempFile("talaria-sdk", ".txt");
        try {
            String program = this == PYTHON ? folder.resolve("bin/python").toString() : "node";
            ProcessBuilder builder = new ProcessBuilder(List.of(program, script.toString())).redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(Map.of("TALARIA_URL", server.base().toString(), "TALARIA_KEY", TestServer.KEY,
                    "PYTHONDONTWRITEBYTECODE", "1"));
            Process process = builder.start();
            boolean ended = process.waitFor(2, TimeUnit.MINUTES);
            process.destroyForcibly();
            String said = Files.readString(output, StandardCharsets.UTF_8);
            assertTrue(ended, said);
            assertEquals(0, process.exitValue(), said);
            return said;
        } finally {
            Files.delete(output);
        }
    }
}
