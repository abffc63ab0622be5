package dev.talaria.api.meta;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.json.Json;
import dev.talaria.scope.ToolPolicy;
import dev.talaria.tool.Toolset;
import dev.talaria.tool.Toolsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToolsetsEndpointTest {
    private final ToolsetsEndpoint endpoint = new ToolsetsEndpoint(new Toolsets(List.of(Toolset.planning())));

    @Test
    void listsToolsets() {
        assertEquals(Json.parse("""
                {"object":"list","platform":"api_server","data":[{"name":"todo","label":"📋 Task Planning",
                "description":"Keeps a list of the steps of the work at hand","enabled":true,"configured":true,"tools":["todo"]}]}"""),
                Json.parse(endpoint.toolsets(ToolPolicy.OPEN).json()));
    }

    @Test
    void listsNoSkills() {
        assertEquals(Json.parse("{\"object\":\"list\",\"data\":[]}"), Json.parse(endpoint.skills().json()));
    }
}
