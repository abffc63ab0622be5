package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ApiException;
import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import dev.talaria.scope.Preferences;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Bodies with random members swapped or gone: each is understood or refused with a 400, and nothing else is thrown. */
class ChatRequestFuzzTest {
    private static final int ROUNDS = 3_000;
    private static final long SEED = 20_250_101;
    private static final JsonObject VALID = Json.parse("""
            {"model":"m", "stream":"true", "stream_options":{"include_usage":true}, "temperature":0.5, "max_tokens":10, "n":1, "seed":3,
             "stop":["a","b"], "logprobs":true, "top_logprobs":2, "response_format":{"type":"text"}, "logit_bias":{"1":2}, "store":false,
             "metadata":{"a":"b"}, "modalities":["text"], "tool_choice":{"type":"function","function":{"name":"f"}}, "user":"u",
             "tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"},"strict":true}}],
             "messages":[{"role":"system","content":"s"}, {"role":"developer","content":[{"type":"text","text":"d"}]},
               {"role":"user","name":"ada","content":["x",{"type":"text","text":"y"},
                 {"type":"image_url","image_url":{"url":"https://x/y","detail":"low"}},{"type":"input_image","image_url":"http://x/y"}]},
               {"role":"assistant","content":null,"refusal":null,
                 "tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},
               {"role":"tool","tool_call_id":"c","content":"12"},
               {"role":"assistant","content":[{"type":"refusal","refusal":"no"}]}]}""").asJsonObject();
    private static final List<JsonValue> ODD = Stream.of("null", "true", "0", "-1", "1.5", "1e300", "\"\"", "\" \"", "\"file\"",
            "[]", "{}", "[[]]",
            "[null]", "{\"type\":null}", "\"https://x\"").map(Json::parse).toList();

    private final Random random = new Random(SEED);

    @Test
    void understandsOrRefusesWhateverComes() {
        int understood = 0;
        for (int round = 0; round < ROUNDS; round++) {
            JsonValue mutant = VALID;
            for (int swaps = 1 + random.nextInt(3); swaps > 0; swaps--) {
                mutant = mutate(mutant, 0);
            }
            if (mutant instanceof JsonObject body && isUnderstood(body)) {
                understood++;
            }
        }
        assertTrue(understood > ROUNDS / 20 && understood < ROUNDS, "understood " + understood);
    }

    private static boolean isUnderstood(JsonObject body) {
        try {
            ChatRequest request = ChatRequest.parse(JsonBody.parse(Json.bytes(body.toString())));
            request.turn("m", false, Preferences.DEFAULT, "f");
            request.facts();
            return true;
        } catch (ApiException refused) {
            assertEquals(400, refused.code().status());
            return false;
        } catch (RuntimeException other) {
            throw new AssertionError("for " + body, other);
        }
    }

    private JsonValue mutate(JsonValue value, int depth) {
        boolean stays = depth > 0 && random.nextInt(3) == 0;
        if (!stays && value instanceof JsonObject object && !object.isEmpty()) {
            String name = object.keySet().stream().toList().get(random.nextInt(object.size()));
            JsonObjectBuilder copy = Json.builders().createObjectBuilder(object);
            return (random.nextInt(8) == 0 ? copy.remove(name) : copy.add(name, mutate(object.get(name), depth + 1))).build();
        }
        if (!stays && value instanceof JsonArray array && !array.isEmpty()) {
            int at = random.nextInt(array.size());
            JsonArrayBuilder copy = Json.builders().createArrayBuilder(array);
            return (random.nextInt(8) == 0 ? copy.remove(at) : copy.set(at, mutate(array.get(at), depth + 1))).build();
        }
        return ODD.get(random.nextInt(ODD.size()));
    }
}
