package dev.talaria.api.sessions;

import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.reply.ReplyJson;
import dev.talaria.json.Json;
import dev.talaria.message.ToolCall;
import dev.talaria.session.Node;
import dev.talaria.session.Session;
import dev.talaria.session.Transcript;
import jakarta.json.stream.JsonGenerator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The messages of a session: its conversation, or all branches. */
final class Messages {
    private final Session session;
    private final Map<String, String> toolNames = new HashMap<>();
    private final Set<String> conversation = new HashSet<>();
    private final @Nullable String head;

    private Messages(Session session, Transcript transcript) {
        this.session = session;
        List<Node> branch = shown(session, transcript);
        branch.forEach(node -> conversation.add(node.id()));
        head = transcript.head().map(Node::id).orElse(null);
        transcript.nodes().forEach(node -> node.message().toolCalls().forEach(call -> toolNames.put(call.id(), call.name())));
    }

    /** Returns the conversation. A session that only groups turns has none, so all its messages are shown in the order they were said. */
    static List<Node> shown(Session session, Transcript transcript) {
        return session.ref().derived() ? transcript.nodes() : transcript.branch();
    }

    /** @param branches whether to include every branch, with each message's place */
    static Reply list(Session session, Transcript transcript, boolean branches) {
        Messages messages = new Messages(session, transcript);
        return Reply.ok(Json.object(json -> {
            json.write("object", "list").write("session_id", session.ref().id());
            if (branches) {
                ReplyJson.nullable(json, "head", messages.head);
            }
            json.writeStartArray("data");
            (branches ? transcript.nodes() : shown(session, transcript)).forEach(node -> messages.write(json, node, branches));
            json.writeEnd();
        }));
    }

    /** Returns everything stored of a session. */
    static Reply export(Session session, Transcript transcript) {
        Messages messages = new Messages(session, transcript);
        return Reply.ok(Json.object(json -> {
            json.write("object", "hermes.session.export").writeStartObject("session");
            SessionReply.write(json, session, true);
            json.writeEnd();
            ReplyJson.nullable(json, "head", messages.head);
            json.writeStartArray("messages");
            transcript.nodes().forEach(node -> messages.write(json, node, true));
            json.writeEnd();
        }));
    }

    private void write(JsonGenerator json, Node node, boolean place) {
        List<ToolCall> calls = node.message().toolCalls();
        String answers = node.message().toolResults().stream().findFirst().map(result -> result.callId()).orElse(null);
        json.writeStartObject().write("id", node.id()).write("session_id", session.ref().id())
                .write("role", node.message().role().wire());
        json.write("content", MessageParts.content(node.message()));
        ReplyJson.nullable(json, "tool_call_id", answers);
        json.write("tool_calls", MessageParts.calls(calls));
        ReplyJson.nullable(json, "tool_name", answers == null ? null : toolNames.get(answers));
        json.write("timestamp", Seconds.of(node.created())).writeNull("token_count");
        ReplyJson.nullable(json, "finish_reason", MessageParts.finishReason(node));
        String reasoning = MessageParts.reasoning(node.message());
        ReplyJson.nullable(json, "reasoning", reasoning);
        ReplyJson.nullable(json, "reasoning_content", reasoning);
        if (place) {
            ReplyJson.nullable(json, "parent_id", node.parent());
            ReplyJson.nullable(json, "user_id", node.user());
            json.write("run_id", node.run()).write("partial", node.partial())
                    .write("in_conversation", conversation.contains(node.id())).write("head", node.id().equals(head));
        }
        json.writeEnd();
    }
}
