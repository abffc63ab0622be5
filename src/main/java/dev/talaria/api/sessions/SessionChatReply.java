package dev.talaria.api.sessions;

import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.reply.ReplyJson;
import dev.talaria.event.RunEnded;
import dev.talaria.json.Json;
import dev.talaria.run.Run;

/** Renders a completed run as Hermes' chat reply of a session. */
final class SessionChatReply {
    private SessionChatReply() {
    }

    /** @throws dev.talaria.error.ApiException if the run did not complete */
    static Reply of(Run run, RunEnded end) {
        end.failure().ifPresent(problem -> {
            throw problem.asException();
        });
        return Reply.ok(Json.object(json -> {
            json.write("object", "hermes.session.chat.completion").write("session_id", run.scope().session().id())
                    .writeStartObject("message").write("role", "assistant").write("content", MessageParts.said(end.output())).writeEnd();
            ReplyJson.usage(json, end.usage());
            ReplyJson.runtime(json, end.runtime());
        }));
    }
}
