package dev.talaria.agent.turn;

import dev.talaria.json.StoredJson;
import dev.talaria.json.StoredJsonContract;
import java.util.List;
import java.util.Map;

class StateGoldenTest extends StoredJsonContract<TurnState> {
    @Override
    protected StoredJson document() {
        return StoredJson.TURN_STATE;
    }

    @Override
    protected List<TurnState> models() {
        return List.of(TurnJsonTest.state());
    }

    @Override
    protected String write(TurnState model) {
        return StoredTurnState.write(model);
    }

    @Override
    protected TurnState read(String json) {
        return StoredTurnState.read(json);
    }

    /** A question that nobody knows was due long ago, which counts as no. */
    @Override
    protected Map<String, String> defaults() {
        String nothing = "[{\"role\":\"assistant\",\"parts\":\"[1]\"}]";
        String asked = "[{\"role\":\"user\",\"parts\":\"[1,{\\\"type\\\":\\\"text\\\",\\\"text\\\":\\\"clear it\\\"}]\"}]";
        String question = "{\"id\":\"\",\"until\":0,\"call\":\"c1\",\"tool\":\"todo\",\"description\":\"todo\"}";
        return Map.ofEntries(Map.entry("step", "0"), Map.entry("left", "0"), Map.entry("pending", "\"[1]\""),
                Map.entry("for_client", "\"[1]\""), Map.entry("prompt", asked), Map.entry("retry", "false"), Map.entry("epoch", "0"),
                Map.entry("append", "[]"), Map.entry("produced", "[]"), Map.entry("said", nothing), Map.entry("logprobs", "[]"),
                Map.entry("usage", "[0,0,0,0,0]"), Map.entry("question", question));
    }
}
