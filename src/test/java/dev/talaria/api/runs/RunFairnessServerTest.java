package dev.talaria.api.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.testing.Runs;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonNumber;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many callers and few places. */
class RunFairnessServerTest {
    private static final int SESSIONS = 8;
    private static final List<String> KEYS = List.of("first-key", "second-key", "third-key");

    @TempDir
    Path folder;

    @Test
    void whoCameFirstIsServedFirstWhateverItsKeyAndSession() throws Exception {
        Path file = folder.resolve("keys.json");
        Files.writeString(file, "{\"keys\":[" + String.join(",", KEYS.stream()
                .map(key -> "{\"name\":\"%s\",\"key\":\"%s\"}".formatted(key, key)).toList()) + "]}");
        Map<String, String> settings = Map.of("talaria.keys.file", file.toString(), "talaria.runs.max-concurrent", "1");
        try (TestServer server = TestServer.start(settings)) {
            TestClient client = server.client();
            String blocker = Runs.start(client, "tokens:2000 && slow:20");
            List<String> queued = new ArrayList<>();
            for (int session = 0; session < SESSIONS; session++) {
                for (String key : KEYS) {
                    queued.add(Runs.start(server.client(key).with("X-Hermes-Session-Id", key + session), "say:" + key));
                }
            }

            client.post("/v1/runs/" + blocker + "/stop", "");

            Map<String, JsonNumber> ended = new HashMap<>();
            queued.forEach(run -> ended.put(run, Runs.end(client, run).getJsonNumber("updated_at")));
            assertEquals(queued, queued.stream().sorted(Comparator.comparing(run -> ended.get(run).bigDecimalValue())).toList());
        }
    }
}
