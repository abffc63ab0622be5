package dev.talaria.api.meta;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.talaria.agent.Agents;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import dev.talaria.scope.Grants;
import dev.talaria.testing.TestAgents;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ModelsEndpointTest {
    private static final String TASK = """
            {"id":"ada-task","object":"model","created":1700000000,"owned_by":"talaria","permission":[],"root":"up","parent":null}""";

    private static final Agents AGENTS = TestAgents.named("ada", false, false);

    private final ModelsEndpoint endpoint = new ModelsEndpoint(AGENTS, Instant.ofEpochSecond(1_700_000_000));

    @Test
    void listsTheDefaultAgentAndItsTaskAgent() {
        assertEquals(Json.parse("{\"object\":\"list\",\"data\":[" + TASK.replace("ada-task", "ada") + "," + TASK + "]}"),
                Json.parse(endpoint.list(null, Grants.ALL).json()));
    }

    @Test
    void showsOne() {
        assertEquals(Json.parse(TASK), Json.parse(endpoint.one("ada-task", null, Grants.ALL).json()));
    }

    @Test
    void knowsNoOther() {
        assertEquals(ErrorCode.MODEL_NOT_FOUND, assertThrows(ApiException.class, () -> endpoint.one("gpt-x", null, Grants.ALL)).code());
    }
}
