package dev.talaria.api.meta;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.json.Json;
import dev.talaria.scope.ToolPolicy;
import dev.talaria.tool.Toolset;
import dev.talaria.tool.Toolsets;
import dev.talaria.tool.skill.Skill;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ToolsetsEndpointTest {
    @Test
    void listsToolsets() {
        assertEquals(Json.parse("""
                {"object":"list","platform":"api_server","data":[{"name":"todo","label":"📋 Task Planning",
                "description":"Keeps a list of the steps of the work at hand","enabled":true,"configured":true,"tools":["todo"]}]}"""),
                Json.parse(ToolsetsEndpoint.toolsets(new Toolsets(List.of(Toolset.planning())), ToolPolicy.OPEN).json()));
    }

    @Test
    void listsSkillsAndWhatIsWrongWithThem() {
        List<Skill> skills = List.of(new Skill("poems", Optional.of("writing"), Path.of("/x"), "Writes poems.", Optional.empty()),
                new Skill("wrong", Optional.empty(), Path.of("/y"), "", Optional.of("SKILL.md: it is no text")));

        assertEquals(Json.parse("""
                {"object":"list","data":[{"name":"poems","description":"Writes poems.","category":"writing","enabled":true},
                {"name":"wrong","description":"","category":null,"enabled":false,"error":"SKILL.md: it is no text"}]}"""),
                Json.parse(ToolsetsEndpoint.skills(skills).json()));
    }

    @Test
    void listsNoSkills() {
        assertEquals(Json.parse("{\"object\":\"list\",\"data\":[]}"), Json.parse(ToolsetsEndpoint.skills(List.of()).json()));
    }
}
