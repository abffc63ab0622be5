package dev.talaria.api.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ApiException;
import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
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
class ResponseRequestFuzzTest {
    private static final int ROUNDS = 3_000;
    private static final long SEED = 20_250_102;
    private static final JsonObject VALID = Json.parse("""
            {"model":"m","stream":true,"background":false,"store":true,"instructions":"i","previous_response_id":"resp_x",
             "conversation_history":[{"role":"user","content":"h"}],"truncation":"auto","metadata":{"a":"b"},"temperature":0.5,"top_p":1,
             "max_output_tokens":9,"max_tool_calls":2,"top_logprobs":2,"include":["message.output_text.logprobs"],"user":"u",
             "reasoning":{"effort":"low"},"text":{"verbosity":"low","format":{"type":"json_schema","name":"n","schema":{}}},
             "tools":[{"type":"function","name":"f","description":"d","parameters":{"type":"object"},"strict":true}],
             "tool_choice":{"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"f"}]},"parallel_tool_calls":true,
             "input":["x",{"role":"developer","content":"d"},{"type":"item_reference","id":"msg_1"},
               {"role":"user","content":["a",{"type":"input_text","text":"b"},{"type":"input_image","image_url":"https://x/y"}]},
               {"type":"reasoning","id":"rs","summary":[]},{"type":"function_call","call_id":"c","name":"f","arguments":"{}"},
               {"type":"function_call_output","call_id":"c","output":[{"type":"input_text","text":"t"}]},
               {"type":"message","role":"assistant","content":[{"type":"output_text","text":"o","annotations":[]},
                 {"type":"refusal","refusal":"no"}]}]}""").asJsonObject();
    private static final List<JsonValue> ODD = Stream.of("null", "true", "0", "-1", "1.5", "1e300", "\"\"", "\" \"", "\"auto\"", "[]", "{}",
            "[[]]", "[null]", "{\"type\":null}", "\"https://x\"").map(Json::parse).toList();

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
            ResponseRequest.parse(JsonBody.parse(Json.bytes(body.toString()))).facts();
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
