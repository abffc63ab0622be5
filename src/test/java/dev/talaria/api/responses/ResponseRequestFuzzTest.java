package dev.talaria.api.responses;

import dev.talaria.json.Json;
import dev.talaria.testing.Mutants;
import jakarta.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Bodies with random members swapped or gone: each is understood or refused with a 400, and nothing else is thrown. */
class ResponseRequestFuzzTest {
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

    @Test
    void understandsOrRefusesWhateverComes() {
        new Mutants(SEED, "auto").areUnderstoodOrRefused(VALID, body -> ResponseRequest.parse(body).facts());
    }
}
