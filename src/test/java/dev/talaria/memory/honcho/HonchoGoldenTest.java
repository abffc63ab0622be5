package dev.talaria.memory.honcho;

import dev.talaria.json.Json;
import dev.talaria.json.StoredJson;
import dev.talaria.json.StoredJsonContract;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Set;

class HonchoGoldenTest extends StoredJsonContract<JsonObject> {
    private static final HonchoLocation PLACE = new HonchoLocation("acme", "talaria", "s-1", "u-1", "ai", null, null);
    private static final HonchoLocation SPLIT = new HonchoLocation("acme", "talaria", "s-2", "u-1", "ai", "scope-1", "transcript-1");

    @Override
    protected StoredJson document() {
        return StoredJson.HONCHO_DELIVERY;
    }

    @Override
    protected List<JsonObject> models() {
        JsonObject message = Json.parse("{\"peer_id\":\"u-1\",\"content\":\"My parrot is called Figaro\"}").asJsonObject();
        return List.of(HonchoDelivery.remembering(SPLIT, "run_1", List.of(message)),
                named(Forgetting.task(List.of(PLACE, SPLIT))), named(Forgetting.transcriptTask(SPLIT)));
    }

    private static JsonObject named(JsonObject task) {
        return Json.with(task, "name", Json.string("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"));
    }

    @Override
    protected String write(JsonObject model) {
        return model.toString();
    }

    /** What is not understood is refused, and parked as it is. */
    @Override
    protected JsonObject read(String json) {
        JsonObject payload = Json.parse(json).asJsonObject();
        if (HonchoDelivery.task(payload) == HonchoDelivery.Task.UNKNOWN) {
            throw new IllegalArgumentException("not understood");
        }
        return StoredJson.HONCHO_DELIVERY.versioned(payload);
    }

    @Override
    protected Set<String> needed() {
        return Set.of(".do", ".place", ".places", ".transcript", ".tenant", ".workspace", ".session", ".user", ".ai");
    }
}
