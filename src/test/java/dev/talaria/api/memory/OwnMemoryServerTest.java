package dev.talaria.api.memory;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestDatabase;
import dev.talaria.testing.TestServer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two agents over one database, asked under one session key. */
class OwnMemoryServerTest {
    private final Map<String, String> database = TestDatabase.postgresSettings();

    private TestServer agent(String id, String scope) {
        Map<String, String> settings = new HashMap<>(database);
        settings.putAll(Map.of("talaria.agent.id", id, "talaria.memory.scope", scope));
        return TestServer.start(settings);
    }

    private static String asked(TestServer agent, String session, String text) {
        TestClient client = agent.client().with("X-Hermes-Session-Key", "ann").with("X-Hermes-Session-Id", session);
        return client.chat(text).content();
    }

    @Test
    void agentsShareAScopeUnlessToldOtherwise() {
        try (TestServer one = agent("one", "shared"); TestServer two = agent("two", "shared")) {
            asked(one, "monday", "My favourite colour is teal.");

            assertTrue(asked(two, "tuesday", "What is my favourite colour?").contains("teal"));
        }
    }

    @Test
    void anAgentWithOwnMemoryNeitherTellsNorLearns() {
        try (TestServer shared = agent("one", "shared"); TestServer own = agent("two", "own"); TestServer other = agent("three", "own")) {
            asked(own, "monday", "My favourite colour is teal.");
            asked(shared, "sunday", "My favourite fruit is a quince.");

            assertTrue(asked(own, "tuesday", "What is my favourite colour?").contains("teal"));
            assertFalse(asked(shared, "wednesday", "What is my favourite colour?").contains("teal"));
            assertFalse(asked(other, "wednesday too", "What is my favourite colour?").contains("teal"));
            assertFalse(asked(own, "thursday", "What is my favourite fruit?").contains("quince"));
        }
    }

    @Test
    void theMemoryApiSeesTheAgentsOwn() {
        try (TestServer shared = agent("one", "shared"); TestServer own = agent("two", "own")) {
            asked(own, "monday", "My favourite colour is teal.");

            assertTrue(own.client().with("X-Hermes-Session-Key", "ann").get("/v1/memory/items").text().contains("teal"));
            assertFalse(shared.client().with("X-Hermes-Session-Key", "ann").get("/v1/memory/items").text().contains("teal"));
        }
    }
}
