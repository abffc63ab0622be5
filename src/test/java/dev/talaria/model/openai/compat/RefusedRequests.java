package dev.talaria.model.openai.compat;

import dev.talaria.json.Json;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.model.ModelRequest;
import dev.talaria.model.ModelRequests;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/** Builds requests with what models are known to refuse. */
final class RefusedRequests {
    static final String MODEL = "some-tool-model";

    private final List<Message> messages = new ArrayList<>();
    private final List<JsonObject> clientTools = new ArrayList<>();
    private final List<JsonObject> serverTools = new ArrayList<>();
    private JsonObject parameters = JsonValue.EMPTY_JSON_OBJECT;
    private boolean stream = true;

    /** As most requests are: streamed, a system message, a server tool, a question. */
    static RefusedRequests usual() {
        RefusedRequests request = new RefusedRequests();
        request.messages.add(Message.of(Role.SYSTEM, "Be brief."));
        request.messages.add(Message.user("hello"));
        request.serverTools.add(ModelRequests.tool("todo"));
        return request;
    }

    RefusedRequests whole() {
        stream = false;
        return this;
    }

    RefusedRequests clientTool(String definition) {
        clientTools.add(ModelRequests.object(definition));
        return this;
    }

    RefusedRequests parameters(String json) {
        parameters = Json.merge(parameters, ModelRequests.object(json));
        return this;
    }

    RefusedRequests said(Message... more) {
        messages.addAll(List.of(more));
        return this;
    }

    /** A step with the server's tool, answered, and what was said about it. */
    RefusedRequests serverCall() {
        return said(assistant(new Part.Text("Let me see."), new ToolCall("c1", "todo", "{}")), Message.toolResult("c1", "[]"),
                Message.assistant("Nothing to do."), Message.user("and now?"));
    }

    /** A client's copy of an answer with members that another model may not know. */
    RefusedRequests opaque(String members) {
        return said(assistant(new Part.Reasoning("Hm.", "reasoning_content"), new Part.Text("Hi."),
                new Part.Extension(ModelRequests.object(members), null)), Message.user("and now?"));
    }

    static Message assistant(Part... parts) {
        return new Message(Role.ASSISTANT, List.of(parts), null);
    }

    ModelRequest build() {
        return new ModelRequest(MODEL, messages, clientTools, serverTools, parameters, stream);
    }
}
