package dev.talaria.model;

import dev.talaria.config.TalariaConfig.Thoughts;
import dev.talaria.message.Message;
import dev.talaria.scope.TraceContext;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The request of one model call.
 *
 * @param model       the upstream's name of the model
 * @param messages    the whole prompt in order
 * @param tools       the client's function tools in the shape of the OpenAI chat schema; may be empty
 * @param serverTools the server's own tools in the same shape, none with the name of a client's tool; omitted for a model that does not
 *                    accept them
 * @param parameters  every other member for the upstream, as the client sent it (temperature, tool_choice, unknown ones …); never {@code
 *                    model, messages, tools, stream, stream_options}
 * @param stream      whether deltas are wanted as they arrive; if false, the whole reply may arrive as one delta
 * @param thoughts    how to treat thoughts that the model writes into its text; null for the provider's own way
 * @param trace       null if the call belongs to no trace
 */
public record ModelRequest(String model, List<Message> messages, List<JsonObject> tools, List<JsonObject> serverTools,
                           JsonObject parameters, boolean stream, Thoughts thoughts, @Nullable TraceContext trace) {
    public ModelRequest {
        Objects.requireNonNull(model);
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
        serverTools = List.copyOf(serverTools);
        Objects.requireNonNull(parameters);
    }

    /** Creates a request for which the provider decides how to treat thoughts. */
    public ModelRequest(String model, List<Message> messages, List<JsonObject> tools, List<JsonObject> serverTools, JsonObject parameters,
                        boolean stream) {
        this(model, messages, tools, serverTools, parameters, stream, null, null);
    }

    /** Creates a request without server tools. */
    public ModelRequest(String model, List<Message> messages, List<JsonObject> tools, JsonObject parameters, boolean stream) {
        this(model, messages, tools, List.of(), parameters, stream);
    }

    /** Returns the same request with another prompt. */
    public ModelRequest withMessages(List<Message> prompt) {
        return new ModelRequest(model, prompt, tools, serverTools, parameters, stream, thoughts, trace);
    }

    /** Returns all tools that the model is offered, the client's first. */
    public List<JsonObject> offered() {
        if (serverTools.isEmpty()) {
            return tools;
        }
        List<JsonObject> offered = new ArrayList<>(tools);
        offered.addAll(serverTools);
        return offered;
    }
}
