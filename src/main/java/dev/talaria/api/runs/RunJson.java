package dev.talaria.api.runs;

import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.reply.ReplyJson;
import dev.talaria.error.Problem;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.RunEnded;
import dev.talaria.json.Json;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Usage;
import dev.talaria.run.RunId;
import dev.talaria.run.RunState;
import dev.talaria.run.RunStatus;
import dev.talaria.run.RunSummary;
import jakarta.json.stream.JsonGenerator;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The replies about a run, and what they share with its events. */
final class RunJson {
    private static final int ACCEPTED = 202;
    private static final int MICROS = 6;

    private RunJson() {
    }

    /** Returns the reply for a run that was started now, or earlier by the same request. */
    static Reply accepted(RunState state) {
        String status = state.status() == RunStatus.QUEUED ? "queued" : "started";
        return new Reply(ACCEPTED, Json.object(json -> json.write("run_id", state.id().toString()).write("status", status)), Map.of());
    }

    static Reply status(RunState state) {
        return Reply.ok(Json.object(json -> {
            json.write("object", "hermes.run").write("run_id", state.id().toString())
                    .write("status", state.status().wire()).write("session_id", state.session().id()).write("model", state.model());
            RunEnded end = state.end().orElse(null);
            String output = end == null ? "" : output(end.output());
            ReplyJson.nullable(json, "output", output.isEmpty() ? null : output);
            if (end == null || end.usage().equals(Usage.NONE)) {
                json.writeNull("usage");
            } else {
                ReplyJson.usage(json, end.usage());
            }
            ReplyJson.nullable(json, "error", end instanceof RunEnded.RunFailed failed ? error(failed.problem()) : null);
            ReplyJson.nullable(json, "last_event", state.last() == null ? null : RunRenderer.nameOf(state.last()));
            if (state.status() == RunStatus.WAITING_FOR_APPROVAL && state.last() instanceof AgentEvent.ApprovalRequested asked) {
                json.writeStartObject("approval");
                approval(json, asked);
                json.writeEnd();
            }
            ReplyJson.runtime(json, state.runtime());
            json.write("created_at", seconds(state.created())).write("updated_at", seconds(state.updated()));
        }));
    }

    static Reply list(List<RunSummary> runs, boolean more) {
        return Reply.ok(Json.object(json -> {
            json.write("object", "list");
            ReplyJson.page(json, runs, run -> run.id().toString(), (out, run) -> out.writeStartObject().write("object", "hermes.run")
                    .write("run_id", run.id().toString()).write("status", run.status().wire()).write("session_id", run.session())
                    .write("model", run.model()).write("source", run.source()).write("created_at", seconds(run.created()))
                    .write("updated_at", seconds(run.updated())).writeEnd(), more);
        }));
    }

    /** Writes the question that a person is asked. */
    static void approval(JsonGenerator json, AgentEvent.ApprovalRequested asked) {
        json.write("approval_id", asked.approvalId()).write("tool", asked.tool()).write("tool_call_id", asked.callId())
                .write("description", asked.description()).writeStartArray("choices");
        asked.choices().forEach(json::write);
        json.writeEnd();
    }

    static Reply done(RunId id, String status) {
        return Reply.ok(Json.object(json -> json.write("run_id", id.toString()).write("status", status)));
    }

    static Reply approval(RunId id, String choice, int resolved) {
        return Reply.ok(Json.object(json -> json.write("object", "hermes.run.approval_response")
                .write("run_id", id.toString()).write("choice", choice).write("resolved", resolved)));
    }

    /** Returns the output as its reader saw it: the joined deltas. */
    static String output(Message output) {
        return output.parts().stream().map(RunJson::said).collect(Collectors.joining());
    }

    private static String said(Part part) {
        if (part instanceof Part.Text text) {
            return text.text();
        }
        return part instanceof Part.Refusal refusal ? refusal.text() : "";
    }

    static String error(Problem problem) {
        return problem.message();
    }

    static BigDecimal seconds(Numbered numbered) {
        return seconds(numbered.at());
    }

    static BigDecimal seconds(Instant at) {
        return BigDecimal.valueOf(ChronoUnit.MICROS.between(Instant.EPOCH, at), MICROS);
    }
}
