package dev.talaria.it.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.talaria.it.DeployedTalaria;
import dev.talaria.it.Figures;
import dev.talaria.it.Latencies;
import dev.talaria.it.Undeployed;
import dev.talaria.json.Json;
import dev.talaria.testing.Programs;
import dev.talaria.testing.ServerProcess;
import dev.talaria.testing.TestClient;
import jakarta.json.JsonArrayBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An embedding model in the server's shared folder, brought there by the commands of deploy/README.md. */
class EmbeddingIT {
    private static final String CHAPTER = "An embedding model in the server";
    private static final String QUERY = "Which pets do they keep?";
    /** No word of it is in the query. */
    private static final String ANSWER = "We have adopted a kitten and two hamsters.";
    private static final int MESSAGES = Integer.getInteger("it.messages");
    private static final int QUERIES = 40;
    private static final List<String> WHO = List.of("The plumber", "My cousin", "The new colleague", "Her dentist", "Our neighbour",
            "The professor", "His landlord");
    private static final List<String> DID = List.of("repaired", "bought", "painted", "described", "sold", "forgot", "ordered", "measured",
            "photographed", "returned");
    private static final List<String> WHAT = List.of("the roof of the library", "a second-hand bicycle", "two train tickets",
            "the annual invoice", "a bottle of olive oil", "the kitchen window", "an old piano", "a map of Norway", "the tax form",
            "the winter tyres");

    @TempDir
    private Path folder;

    @Test
    void findsByMeaningAndLetsGoOfTheApplicationThatLoadedIt() throws Exception {
        assumeTrue(List.of(System.getProperty("it.embedding").split(",")).contains(DeployedTalaria.server()), "another server shows it");
        assumeTrue(Programs.areInstalled("sh"), "the commands need a shell");
        try (OperatedServer server = OperatedServer.in(folder, settings())) {
            server.run(CHAPTER);
            server.start();
            TestClient client = server.client().with("X-Hermes-Session-Key", "meaning");
            remember(client);
            assertEquals(ANSWER, first(client, QUERY));
            Figures.note("searches by words and meaning among " + MESSAGES, latencies(client).toString());

            server.undeploy();
            Undeployed.await(ServerProcess.find().orElseThrow(), server.address().toURL(), 0);
            server.deploy();

            assertEquals(ANSWER, first(client, QUERY));
        }
    }

    private Map<String, String> settings() {
        return Map.of("TALARIA_MEMORY_EMBEDDING", "local", "TALARIA_MEMORY_EMBEDDING_QUERY_TIMEOUT", "30s",
                "DJL_CACHE_DIR", folder.resolve("djl").toString(), "OPT_OUT_TRACKING", "true");
    }

    private static void remember(TestClient client) {
        JsonArrayBuilder messages = Json.builders().createArrayBuilder();
        for (int i = 0; i < MESSAGES; i++) {
            messages.add(Json.builders().createObjectBuilder().add("role", i % 2 == 0 ? "user" : "assistant")
                    .add("content", i == MESSAGES / 2 ? ANSWER : somethingElse(i)));
        }
        assertEquals(200, client.post("/v1/memory/messages",
                Json.builders().createObjectBuilder().add("messages", messages).build().toString()).status());
        DeployedTalaria.await(() -> client.get("/v1/memory/profile").json().getInt("pending_embeddings") == 0,
                () -> "vectors are missing: " + client.get("/v1/memory/profile").text());
    }

    private static String somethingElse(int i) {
        int rest = i / WHAT.size();
        return WHO.get(rest % WHO.size()) + " " + DID.get(rest / WHO.size() % DID.size()) + " " + WHAT.get(i % WHAT.size()) + ".";
    }

    private static String first(TestClient client, String query) {
        return client.post("/v1/memory/search", Json.builders().createObjectBuilder().add("query", query).build().toString()).json()
                .getJsonArray("data").getJsonObject(0).getString("content");
    }

    /** Of queries that are all new, as a query's vector is kept for a while. */
    private static Latencies latencies(TestClient client) {
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < QUERIES; i++) {
            String query = "Who was it that " + somethingElse(i).toLowerCase(Locale.ROOT);
            long begin = System.nanoTime();
            first(client, query);
            nanos.add(System.nanoTime() - begin);
        }
        return Latencies.of(List.of(nanos));
    }
}
