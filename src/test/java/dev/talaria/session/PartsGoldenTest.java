package dev.talaria.session;

import dev.talaria.json.Json;
import dev.talaria.json.StoredJson;
import dev.talaria.json.StoredJsonContract;
import dev.talaria.message.Part;
import dev.talaria.message.ToolCall;
import dev.talaria.message.ToolResult;
import jakarta.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartsGoldenTest extends StoredJsonContract<List<Part>> {
    private static final JsonObject SIGNED = Json.parse("{\"signature\":\"c2ln\",\"function\":{\"strict\":true}}").asJsonObject();

    @Override
    protected StoredJson document() {
        return StoredJson.MESSAGE_PARTS;
    }

    @Override
    protected List<List<Part>> models() {
        return List.of(List.of(),
                List.of(new Part.Text("What is this?"), new Part.Image("https://example.org/a.png", "low"),
                        new Part.Image("data:image/png;base64,AA==", null)),
                List.of(new Part.Reasoning("Hm.", "reasoning_content"), new Part.Reasoning("Well."),
                        new Part.Text("A \"parrot\" \uD83E\uDD9C"),
                        new Part.Refusal("Not that."), new Part.Extension(SIGNED, "https://models.example.org"),
                        new Part.Extension(JsonObject.EMPTY_JSON_OBJECT, null),
                        new ToolCall("call_1", "weather", "{\"city\":\"Rome\"}"), new ToolCall("call_2", "clock", "", SIGNED)),
                List.of(new ToolResult("call_1", "sun"),
                        new ToolResult("call_2", "", List.of(new Part.Image("https://example.org/clock.png", "auto")))));
    }

    @Override
    protected String write(List<Part> model) {
        return PartsJson.write(model);
    }

    @Override
    protected List<Part> read(String json) {
        return PartsJson.read(json);
    }

    @Test
    void hasAnExampleOfEveryKind() {
        assertHasAnExampleOfEveryKind(Part.class, Part.Unknown.class);
    }
}
