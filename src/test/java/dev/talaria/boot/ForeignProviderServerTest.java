package dev.talaria.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.ProviderJar;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The provider of the documentation, in a jar that the class path knows nothing of. */
@Timeout(60)
class ForeignProviderServerTest {
    @TempDir
    private Path home;

    private TestServer start(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("talaria.home", home.toString());
        settings.putIfAbsent("talaria.memory.provider", "notebook");
        return TestServer.start(settings);
    }

    private void install(String factory) throws IOException {
        ProviderJar.write(home.resolve("lib").resolve("notebook.jar"), ProviderJar.example(), factory);
    }

    private static TestClient ann(TestServer server, String session) {
        return server.client().with("X-Hermes-Session-Key", "ann").with("X-Hermes-Session-Id", session);
    }

    /** Delivery follows the turn's end. */
    private static void awaitItems(TestServer server, int count) {
        while (ann(server, "any").get("/v1/memory/items").json().getJsonArray("data").size() < count) {
            Thread.onSpinWait();
        }
    }

    @Test
    void runsATurnThroughAProviderInAJar() throws IOException {
        install("example.Notebook$Factory");
        try (TestServer server = start(Map.of())) {
            ann(server, "monday").chat("My favourite colour is teal.");
            awaitItems(server, 2);

            assertTrue(ann(server, "tuesday").chat("What is my favourite colour?").content().contains("teal"));
        }
    }

    @Test
    void importsListsAndSearchesByIt() throws IOException {
        install("example.Notebook$Factory");
        try (TestServer server = start(Map.of())) {
            String message = "{\"messages\": [{\"content\": \"My parrot is called Figaro\", \"metadata\": {\"id\": \"1\"}}]}";

            assertEquals(1, ann(server, "any").post("/v1/memory/messages", message).json().getInt("stored"));
            assertEquals(1, ann(server, "any").post("/v1/memory/messages", message).json().getInt("existing"));

            JsonObject page = ann(server, "any").get("/v1/memory/items?limit=1").json();
            assertEquals("import-1", page.getString("last_id"));
            assertTrue(ann(server, "any").get("/v1/memory/items?after=import-1").json().getJsonArray("data").isEmpty());
            assertTrue(ann(server, "any").post("/v1/memory/search", "{\"query\": \"parrot\"}").text().contains("Figaro"));
        }
    }

    @Test
    void forgetsWhereItIsTold() throws IOException {
        install("example.Notebook$Factory");
        try (TestServer server = start(Map.of())) {
            ann(server, "monday").chat("My favourite colour is teal.");
            awaitItems(server, 2);

            ann(server, "monday").send("DELETE", "/v1/memory", BodyPublishers.noBody());

            assertEquals(0, ann(server, "any").get("/v1/memory/items").json().getJsonArray("data").size());
        }
    }

    @Test
    void runsTurnsThroughAProviderWithoutACatalogAndSaysWhatItCannot() throws IOException {
        ProviderJar.write(home.resolve("lib").resolve("notebook.jar"), ProviderJar.exampleWithoutCatalog(), "example.Notebook$Factory");
        try (TestServer server = start(Map.of())) {
            TestClient ann = ann(server, "monday");
            ann.chat("My favourite colour is teal.");
            while (!ann(server, "tuesday").chat("What is my favourite colour?").content().contains("teal")) {
                Thread.onSpinWait();
            }

            List<TestClient.Answer> refused = List.of(ann.post("/v1/memory/messages", "{\"messages\": [{\"content\": \"It is green\"}]}"),
                    ann.post("/v1/memory/search", "{\"query\": \"teal\"}"), ann.get("/v1/memory/items"), ann.get("/v1/memory/export"),
                    ann.get("/v1/memory/profile"), ann.send("DELETE", "/v1/memory/items/note-1", BodyPublishers.noBody()),
                    ann.send("DELETE", "/api/sessions/monday?memory=true", BodyPublishers.noBody()));

            assertEquals(Collections.nCopies(refused.size(), "501 memory_not_supported"),
                    refused.stream().map(reply -> reply.status() + " " + reply.json().getJsonObject("error").getString("code")).toList());
            assertEquals(200, ann.get("/api/sessions/monday").status(), "a session that is not deleted is there");
            assertFalse(ann.get("/v1/capabilities").json().getJsonObject("features").getBoolean("memory_write_api"));
            assertTrue(server.client().get("/api/scopes").json().getJsonArray("data").getJsonObject(0).isNull("items"));
            assertEquals(200, ann.send("DELETE", "/v1/memory", BodyPublishers.noBody()).status());
            assertFalse(ann(server, "friday").chat("What is my favourite colour?").content().contains("teal"));
        }
    }

    @Test
    void tellsItItsOwnSettings() throws IOException {
        install("example.Notebook$Factory");
        try (TestServer server = start(Map.of("talaria.memory.notebook.title", "diary"))) {
            JsonObject readiness = server.client().get("/health/detailed").json().getJsonObject("readiness");

            assertEquals("notebook (diary)", readiness.getJsonObject("checks").getJsonObject("memory").getString("provider"));
        }
    }

    @Test
    void letsItsLibrariesFindTheirPartsOnEveryThread() throws IOException {
        String source = ProviderJar.example().replace("\"notebook (\" + title + \")\"", "\"blind in \" + BLIND")
                .replace("    private final Outbox outbox;", """
                            private final Outbox outbox;
                            private static final java.util.Set<String> BLIND = new java.util.concurrent.ConcurrentSkipListSet<>();

                            private static void look(String where) {
                                if (java.util.ServiceLoader.load(MemoryProviderFactory.class).findFirst().isEmpty()) {
                                    BLIND.add(where);
                                }
                            }
                        """)
                .replace("        this.parts = parts;", "        this.parts = parts; look(\"create\");")
                .replace("        return all;", "        look(\"remember\"); return all.and(handle -> look(\"commit\"));")
                .replace("        JsonObject said = ", "        look(\"deliver\"); JsonObject said = ")
                .replace("        return new Recall(", "        look(\"recall\"); return new Recall(")
                .replace("        return page(peer.scope()).stream()", "        look(\"search\"); return page(peer.scope()).stream()");
        ProviderJar.write(home.resolve("lib").resolve("notebook.jar"), source, "example.Notebook$Factory");
        try (TestServer server = start(Map.of())) {
            ann(server, "monday").chat("My favourite colour is teal.");
            awaitItems(server, 2);
            ann(server, "tuesday").post("/v1/memory/search", "{\"query\": \"teal\"}");

            assertEquals("blind in []", ann(server, "any").get("/v1/memory/profile").json().getString("provider"));
        }
    }

    @Test
    void saysWhereItLookedForAProviderThatIsNotThere() {
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> start(Map.of()));

        assertTrue(refused.getMessage().contains("no memory provider named notebook"), refused.getMessage());
        assertTrue(refused.getMessage().contains(home.resolve("lib").toString()));
    }

    @Test
    void stopsAtAJarThatCannotBeLoaded() throws IOException {
        install("example.Missing");

        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> start(Map.of()));

        assertTrue(refused.getMessage().contains("cannot be loaded"), refused.getMessage());
    }

    @Test
    void leavesJarsAloneThatNobodyChose() throws IOException {
        Files.createDirectories(home.resolve("lib"));
        Files.writeString(home.resolve("lib").resolve("notebook.jar"), "no jar at all");
        try (TestServer server = start(Map.of("talaria.memory.provider", "local"))) {
            assertEquals(200, ann(server, "monday").chat("hello").status());
        }
    }
}
