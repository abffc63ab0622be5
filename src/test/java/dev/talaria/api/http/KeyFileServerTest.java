package dev.talaria.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of API keys of a server that runs. */
class KeyFileServerTest {
    private static final Duration SECONDS = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void followsTheFileWithoutARestart() throws IOException {
        Path file = Files.writeString(folder.resolve("keys.json"),
                "{\"keys\": [{\"name\": \"ann\", \"key\": \"secret-of-ann\"}]}");
        try (TestServer server = TestServer.start(Map.of("talaria.keys.file", file.toString(), "talaria.limits.failed-keys", "0"))) {
            assertEquals(200, status(server, "secret-of-ann"));
            assertEquals(401, status(server, "secret-of-bob"));

            Files.writeString(file, "{\"keys\": [{\"name\": \"bob\", \"key\": \"secret-of-bob\"}]}");

            await(server, "secret-of-bob", 200);
            assertEquals(401, status(server, "secret-of-ann"));
        }
    }

    @Test
    void givesNoNameAwayTwice() throws IOException {
        Path file = Files.writeString(folder.resolve("keys.json"),
                "{\"keys\": [{\"name\": \"webui\", \"key\": \"secret-of-ann\", \"tenant\": \"acme\"}]}");
        try (TestServer server = TestServer.start(Map.of("talaria.keys.file", file.toString()))) {
            for (String taken : List.of("{\"name\": \"webui\", \"tenant\": \"acme\"}", "{\"name\": \"default\"}")) {
                assertEquals("key_exists", server.client().post("/api/keys", taken).error().getString("code"));
            }
            assertEquals(201, server.client().post("/api/keys", "{\"name\": \"webui\", \"tenant\": \"umbrella\"}").status());
        }
    }

    private static void await(TestServer server, String secret, int status) {
        long end = System.nanoTime() + SECONDS.toNanos();
        int seen = status(server, secret);
        while (seen != status) {
            assertTrue(System.nanoTime() < end, "still " + seen);
            seen = status(server, secret);
        }
    }

    private static int status(TestServer server, String secret) {
        return server.client(secret).get("/v1/models").status();
    }
}
