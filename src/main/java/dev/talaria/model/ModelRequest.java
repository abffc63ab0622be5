package dev.talaria.model;

import dev.talaria.message.Message;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What one model call is asked.
 *
 * @param model       the upstream's name for the model
 * @param messages    the whole prompt in order
 * @param tools       the client's function tools in the shape of the OpenAI chat schema; empty for none
 * @param serverTools the server's own in the same shape, none of a name that the client's have; a model that cannot be offered them
 *                    is asked without
 * @param parameters  every other member for the upstream, as the client sent it (temperature, tool_choice, unknown ones …);
 *                    never {@code model, messages, tools, stream, stream_options}
 * @param stream      whether deltas are wanted as they come; else the whole reply may arrive as one delta
 */
public record ModelRequest(String model, List<Message> messages, List<JsonObject> tools, List<JsonObject> serverTools,
                           JsonObject parameters, boolean stream) {
    public ModelRequest {
        Objects.requireNonNull(model);
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
        serverTools = List.copyOf(serverTools);
        Objects.requireNonNull(parameters);
    }

    /** Without tools of the server. */
    public ModelRequest(String model, List<Message> messages, List<JsonObject> tools, JsonObject parameters, boolean stream) {
        this(model, messages, tools, List.of(), parameters, stream);
    }

    /** All tools that the model is offered, the client's first. */
    public List<JsonObject> offered() {
        if (serverTools.isEmpty()) {
            return tools;
        }
        List<JsonObject> offered = new ArrayList<>(tools);
        offered.addAll(serverTools);
        return offered;
    }
}
