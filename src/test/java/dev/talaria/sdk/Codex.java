package dev.talaria.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The Codex CLI with a home of its own, whose model is a server of a test. It can reach nothing but this machine. */
final class Codex {
    private static final Path MCP = Path.of("src", "test", "sdk", "node", "mcp.mjs").toAbsolutePath();
    private static final String CONFIG = """
            model_provider = "talaria"
            check_for_update_on_startup = false
            [analytics]
            enabled = false
            [model_providers.talaria]
            name = "Talaria"
            base_url = "%s/v1"
            env_key = "TALARIA_KEY"
            wire_api = "responses"
            request_max_retries = 0
            stream_max_retries = 0
            [mcp_servers.calculator]
            command = "node"
            args = ["%s"]
            """;

    private final Path home;
    private final Path work;
    private final String model;

    private Codex(Path home, Path work, String model) {
        this.home = home;
        this.work = work;
        this.model = model;
    }

    /** Whether its package has a program for this machine, which is an optional part of it. */
    static boolean runsHere() throws IOException, InterruptedException {
        Process version = new ProcessBuilder(Sdks.NODE.program("codex").toString(), "--version")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        return version.waitFor(1, TimeUnit.MINUTES) && version.exitValue() == 0;
    }

    /**
     * @param folder an empty one for its home and its work
     * @param model  as it asks for it; by a name that it knows it takes the tools of that model
     */
    static Codex with(TestServer server, Path folder, String model) throws IOException {
        Codex codex = new Codex(Files.createDirectory(folder.resolve("home")), Files.createDirectory(folder.resolve("work")), model);
        Files.writeString(codex.home.resolve("config.toml"), CONFIG.formatted(server.base(), MCP.toString().replace("\\", "\\\\")));
        return codex;
    }

    /** Where it works. */
    Path work() {
        return work;
    }

    /** Does one task to its successful end; gives what it printed. */
    String does(String task) throws IOException, InterruptedException {
        return run(List.of(task));
    }

    /** Does another task in the conversation of the last one. */
    String goesOnWith(String task) throws IOException, InterruptedException {
        return run(List.of("resume", "--last", task));
    }

    private String run(List<String> task) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Sdks.NODE.program("codex").toString(), "exec", "-m", model, "-C", work.toString(),
                "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox"));
        command.addAll(task);
        Path output = Files.createTempFile(home, "said", ".txt");
        Path nothing = Files.createTempFile(home, "asked", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectInput(nothing.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(Map.of("CODEX_HOME", home.toString(), "HOME", home.toString(), "TALARIA_KEY", TestServer.KEY,
                "HTTPS_PROXY", "http://127.0.0.1:9", "HTTP_PROXY", "http://127.0.0.1:9", "NO_PROXY", "127.0.0.1"));
        Process process = builder.start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly();
        String said = Files.readString(output, StandardCharsets.UTF_8);
        assertTrue(ended, said);
        assertEquals(0, process.exitValue(), said);
        return said;
    }
}
