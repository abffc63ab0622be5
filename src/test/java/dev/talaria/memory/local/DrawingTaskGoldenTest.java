package dev.talaria.memory.local;

import dev.talaria.json.Json;
import dev.talaria.json.StoredJson;
import dev.talaria.json.StoredJsonContract;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DrawingTaskGoldenTest extends StoredJsonContract<DrawingTask> {
    @Override
    protected StoredJson document() {
        return StoredJson.DRAWING_TASK;
    }

    @Override
    protected List<DrawingTask> models() {
        return List.of(new DrawingTask.Facts(), new DrawingTask.Summary("ann\u001fmonday"));
    }

    @Override
    protected String write(DrawingTask model) {
        return model.payload().toString();
    }

    /** What is not understood is refused, and parked as it is. */
    @Override
    protected DrawingTask read(String json) {
        return DrawingTask.of(Json.parse(json).asJsonObject()).orElseThrow();
    }

    @Override
    protected Map<String, String> defaults() {
        return Map.of();
    }

    @Override
    protected Set<String> needed() {
        return Set.of(".do", ".session");
    }

    @Test
    void hasAnExampleOfEveryKind() {
        assertHasAnExampleOfEveryKind(DrawingTask.class);
    }
}
