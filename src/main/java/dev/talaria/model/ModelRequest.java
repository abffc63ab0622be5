package dev.talaria.model;

import dev.talaria.message.Message;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Objects;

/**
 * What one model call is asked.
 *
 * @param model      the upstream's name for the model
 * @param messages   the whole prompt in order
 * @param tools      function tools in the shape of the OpenAI chat schema, the client's and the server's; empty for none
 * @param parameters every other member for the upstream, as the client sent it (temperature, tool_choice, unknown ones …);
 *                   never {@code model, messages, tools, stream, stream_options}
 * @param stream     whether deltas are wanted as they come; else the whole reply may arrive as one delta
 */
public record ModelRequest(String model, List<Message> messages, List<JsonObject> tools, JsonObject parameters, boolean stream) {
    public ModelRequest {
        Objects.requireNonNull(model);
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
        Objects.requireNonNull(parameters);
    }
}
