package dev.talaria.api.meta;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.talaria.agent.Agents;
import dev.talaria.api.http.Route;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import dev.talaria.testing.RecordedExchange;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelsEndpointTest {
    private static final String TASK = """
            {"id":"ada-task","object":"model","created":1700000000,"owned_by":"talaria","permission":[],"root":"ada-task","parent":null}""";

    private static final Agents AGENTS = new Agents("ada", "up", false, false);

    private final List<Route> routes = new ModelsEndpoint(AGENTS, Instant.ofEpochSecond(1_700_000_000)).routes();

    @Test
    void listsTheDefaultAgentAndItsTaskAgent() {
        RecordedExchange exchange = new RecordedExchange("");

        routes.get(0).action().serve(exchange);

        assertEquals(Json.parse("{\"object\":\"list\",\"data\":[" + TASK.replace("ada-task", "ada") + "," + TASK + "]}"), exchange.json());
    }

    @Test
    void showsOne() {
        RecordedExchange exchange = new RecordedExchange("").with("model", "ada-task");

        routes.get(1).action().serve(exchange);

        assertEquals(Json.parse(TASK), exchange.json());
    }

    @Test
    void knowsNoOther() {
        RecordedExchange exchange = new RecordedExchange("").with("model", "gpt-x");

        assertEquals(ErrorCode.MODEL_NOT_FOUND, assertThrows(ApiException.class, () -> routes.get(1).action().serve(exchange)).code());
    }
}
