package dev.talaria.api.sessions;

import dev.talaria.agent.catalog.RouteTarget;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.reply.ReplyJson;
import dev.talaria.json.Json;
import dev.talaria.session.Session;
import dev.talaria.session.SessionPage;
import dev.talaria.session.SessionSearch;
import jakarta.json.stream.JsonGenerator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Renders sessions in Hermes' shape. A session's system prompt is never returned, only whether it has one. */
final class SessionReply {
    private SessionReply() {
    }

    static Reply of(int status, Session session) {
        return new Reply(status, Json.object(json -> {
            json.write("object", "hermes.session");
            json.writeStartObject("session");
            write(json, session, false);
            json.writeEnd();
        }), Map.of());
    }

    static Reply of(SessionSearch search, SessionPage page) {
        return Reply.ok(Json.object(json -> {
            json.write("object", "list").writeStartArray("data");
            for (Session session : page.sessions()) {
                json.writeStartObject();
                write(json, session, true);
                json.writeEnd();
            }
            json.writeEnd().write("limit", search.limit()).write("offset", search.offset()).write("has_more", page.more());
        }));
    }

    /** @param lock {@code provider::model}; null once the lock has ended */
    static Reply lock(String session, @Nullable RouteTarget lock) {
        return Reply.ok(Json.object(json -> {
            json.write("object", "hermes.session.model_lock").write("session_id", session).write("locked", lock != null);
            ReplyJson.nullable(json, "provider", lock == null ? null : lock.provider());
            ReplyJson.nullable(json, "model", lock == null ? null : lock.model());
        }));
    }

    static Reply deleted(String id) {
        return Reply.ok(Json.object(json -> json.write("object", "hermes.session.deleted").write("id", id).write("deleted", true)));
    }

    /** @param listed whether to include what only a list shows */
    static void write(JsonGenerator json, Session session, boolean listed) {
        json.write("id", session.ref().id()).write("source", session.source());
        ReplyJson.nullable(json, "user_id", session.userId());
        json.write("model", session.model());
        ReplyJson.nullable(json, "title", session.title());
        json.write("started_at", Seconds.of(session.created()));
        if (session.ended() == null) {
            json.writeNull("ended_at");
        } else {
            json.write("ended_at", Seconds.of(session.ended()));
        }
        ReplyJson.nullable(json, "end_reason", session.endReason());
        json.write("message_count", session.messages()).write("tool_call_count", session.toolCalls())
                .write("input_tokens", session.usage().prompt()).write("output_tokens", session.usage().completion())
                .write("cache_read_tokens", session.usage().cached()).write("cache_write_tokens", 0)
                .write("reasoning_tokens", session.usage().reasoning())
                .writeNull("estimated_cost_usd").writeNull("actual_cost_usd").write("api_call_count", session.modelCalls());
        ReplyJson.nullable(json, "parent_session_id", session.forkedFrom());
        if (listed) {
            json.write("last_active", Seconds.of(session.updated()));
            json.write("preview", session.preview() == null ? "" : session.preview());
        }
        json.write("has_system_prompt", session.hasSystemPrompt()).write("has_model_config", session.lock() != null);
    }
}
