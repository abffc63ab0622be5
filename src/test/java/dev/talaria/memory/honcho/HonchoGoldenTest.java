package dev.talaria.memory.honcho;

import dev.talaria.json.Json;
import dev.talaria.json.StoredJson;
import dev.talaria.json.StoredJsonContract;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HonchoGoldenTest extends StoredJsonContract<HonchoDelivery.Task> {
    private static final HonchoLocation PLACE = new HonchoLocation("acme", "talaria", "s-1", "u-1", "ai", null, null);
    private static final HonchoLocation SPLIT = new HonchoLocation("acme", "talaria", "s-2", "u-1", "ai", "scope-1", "transcript-1");

    @Override
    protected StoredJson document() {
        return StoredJson.HONCHO_DELIVERY;
    }

    @Override
    protected List<HonchoDelivery.Task> models() {
        JsonObject message = Json.parse("{\"peer_id\":\"u-1\",\"content\":\"My parrot is called Figaro\"}").asJsonObject();
        String name = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
        return List.of(new HonchoDelivery.Remember(SPLIT, "run_1", List.of(message)),
                new HonchoDelivery.Forget(name, List.of(PLACE, SPLIT), null), new HonchoDelivery.Forget(name, null, SPLIT));
    }

    @Override
    protected String write(HonchoDelivery.Task model) {
        return model.payload().toString();
    }

    /** What is not understood is refused, and parked as it is. */
    @Override
    protected HonchoDelivery.Task read(String json) {
        return HonchoDelivery.Task.of(Json.parse(json).asJsonObject()).orElseThrow();
    }

    @Override
    protected Map<String, String> defaults() {
        return Map.of("turn", "\"\"", "messages", "[]", "name", "\"\"");
    }

    @Override
    protected Set<String> needed() {
        return Set.of(".do", ".place", ".places", ".transcript", ".tenant", ".workspace", ".session", ".user", ".ai");
    }

    @Test
    void hasAnExampleOfEveryKind() {
        assertHasAnExampleOfEveryKind(HonchoDelivery.Task.class);
    }
}
