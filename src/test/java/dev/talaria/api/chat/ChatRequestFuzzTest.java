package dev.talaria.api.chat;

import dev.talaria.json.Json;
import dev.talaria.scope.Preferences;
import dev.talaria.testing.Mutants;
import jakarta.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Bodies with random members swapped or gone: each is understood or refused with a 400, and nothing else is thrown. */
class ChatRequestFuzzTest {
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

    @Test
    void understandsOrRefusesWhateverComes() {
        new Mutants(SEED, "file").areUnderstoodOrRefused(VALID, body -> {
            ChatRequest request = ChatRequest.parse(body);
            request.turn("m", false, Preferences.DEFAULT, "f");
            request.facts();
        });
    }
}
