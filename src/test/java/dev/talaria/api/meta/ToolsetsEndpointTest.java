package dev.talaria.api.meta;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.api.http.Route;
import dev.talaria.json.Json;
import dev.talaria.testing.RecordedExchange;
import dev.talaria.tool.Toolset;
import dev.talaria.tool.Toolsets;
import jakarta.json.JsonValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToolsetsEndpointTest {
    private final List<Route> routes = new ToolsetsEndpoint(new Toolsets(List.of(Toolset.planning()))).routes();

    @Test
    void listsToolsets() {
        assertEquals(Json.parse("""
                {"object":"list","platform":"api_server","data":[{"name":"todo","label":"📋 Task Planning",
                "description":"Keeps a list of steps while it works on them","enabled":true,"configured":true,"tools":["todo"]}]}"""),
                get("toolsets"));
    }

    @Test
    void listsNoSkills() {
        assertEquals(Json.parse("{\"object\":\"list\",\"data\":[]}"), get("skills"));
    }

    private JsonValue get(String name) {
        RecordedExchange exchange = new RecordedExchange("");
        routes.stream().filter(route -> route.name().equals(name)).findFirst().orElseThrow().action().serve(exchange);
        return exchange.json();
    }
}
