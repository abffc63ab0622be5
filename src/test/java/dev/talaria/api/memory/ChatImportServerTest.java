package dev.talaria.api.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.talaria.testing.Programs;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that imports the exports of chat programs. */
class ChatImportServerTest {
    private static final Path CHATGPT = Path.of("src/test/resources/chats/conversations.json");
    private static final Path OPEN_WEBUI = Path.of("src/test/resources/chats/open-webui.json");
    private static final int PATIENCE_SECONDS = 60;

    @AutoClose
    private final TestServer server = TestServer.start();
    private final TestClient ann = server.client().with("X-Hermes-Session-Key", "ann");

    @TempDir
    private Path folder;

    private record Outcome(int code, String said) {
    }

    @BeforeEach
    void needsPython() {
        assumeTrue(Programs.areInstalled("python3"));
    }

    private Outcome run(String key, Path... exports) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("python3", "deploy/import-chats.py", "--url", server.base().toString(),
                "--session-key", "ann"));
        List.of(exports).forEach(export -> command.add(export.toString()));
        ProcessBuilder script = new ProcessBuilder(command).redirectErrorStream(true);
        script.environment().put("TALARIA_API_KEY", key);
        Process process = script.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        return new Outcome(process.exitValue(), said);
    }

    private List<JsonObject> items() {
        return ann.get("/v1/memory/items?order=asc&limit=100").json().getJsonArray("data").getValuesAs(JsonObject.class);
    }

    private List<String> lines() {
        return items().stream().map(item -> item.getString("created_at") + " " + item.getString("session_id") + " "
                + item.getString("role") + ": " + item.getString("content")).toList();
    }

    @Test
    void importsTheBranchOfEachChatThatItsOwnerSees() throws Exception {
        Outcome outcome = run(TestServer.KEY, CHATGPT);

        assertEquals(new Outcome(0, "2 chats: 5 messages imported, 0 were there already\n"), outcome);
        assertEquals(List.of("2023-07-22T04:26:41Z c-1 user: My parrot is called Figaro. 日本",
                "2023-07-22T04:26:42Z c-1 assistant: A fine name.",
                "2024-04-24T23:08:21.250Z c-2 user: My bicycle is a red Brompton {\"really\"]}.",
                "2024-04-24T23:08:25Z c-2 assistant: A Brompton folds in seconds.",
                "2024-04-24T23:08:25Z c-2 user: Here is a picture of it."), lines());
        assertEquals("Names", items().get(0).getJsonObject("metadata").getString("title"));
    }

    @Test
    void importsTheChatsOfOpenWebui() throws Exception {
        assertEquals(new Outcome(0, "2 chats: 3 messages imported, 0 were there already\n"), run(TestServer.KEY, OPEN_WEBUI));

        assertEquals(List.of("2020-09-13T12:26:40Z o-2 user: My boat is called Undine.",
                "2024-07-03T09:46:41Z o-1 user: I drink oolong in the morning.",
                "2024-07-03T09:46:43Z o-1 assistant: Oolong is a fine start."), lines());
    }

    @Test
    void importsNothingTwice() throws Exception {
        Path archive = folder.resolve("export.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.putNextEntry(new ZipEntry("chat.html"));
            zip.putNextEntry(new ZipEntry("conversations.json"));
            Files.copy(CHATGPT, zip);
        }
        run(TestServer.KEY, archive);

        assertEquals("4 chats: 3 messages imported, 5 were there already\n", run(TestServer.KEY, CHATGPT, OPEN_WEBUI).said());
        assertEquals(8, items().size());
    }

    @Test
    void saysWhyItImportsNothing() throws Exception {
        Path broken = Files.writeString(folder.resolve("broken.json"), "[{\"mapping\": {}");

        assertTrue(run("wrong-key", CHATGPT).said().contains("HTTP 401"));
        Outcome outcome = run(TestServer.KEY, broken);
        assertNotEquals(0, outcome.code());
        assertTrue(outcome.said().contains("not an export of chats"), outcome.said());
        assertEquals(List.of(), items());
    }
}
