package dev.talaria.api.responses;

import dev.talaria.api.http.reply.ReplyJson;
import dev.talaria.json.Json;
import dev.talaria.message.Usage;
import dev.talaria.response.ResponseHead;
import dev.talaria.response.ResponseOutcome;
import dev.talaria.response.ResponseStatus;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import java.util.List;

/** Renders the response object of OpenAI's schema, with all its mandatory members. */
final class ResponseJson {
    private ResponseJson() {
    }

    /** @param end null while the response is in progress */
    static String of(ResponseHead head, ResponseStatus status, List<JsonObject> output, ResponseOutcome end) {
        return Json.object(json -> {
            members(json, head, status, output, end);
        });
    }

    /** As {@link #of}, into a started object. */
    static void members(JsonGenerator json, ResponseHead head, ResponseStatus status, List<JsonObject> output, ResponseOutcome end) {
        json.write("id", ResponseHead.ID_PREFIX + head.id()).write("object", "response")
                .write("created_at", head.created().getEpochSecond()).write("status", status.wire());
        error(json, end);
        incompleteDetails(json, end);
        ReplyJson.nullable(json, "instructions", head.instructions());
        json.write("model", head.model());
        json.writeStartArray("output");
        output.forEach(json::write);
        json.writeEnd();
        ReplyJson.nullable(json, "previous_response_id", head.previous() == null ? null : ResponseHead.ID_PREFIX + head.previous());
        if (head.conversation() == null) {
            json.writeNull("conversation");
        } else {
            json.writeStartObject("conversation").write("id", head.conversation()).writeEnd();
        }
        head.echo().forEach(json::write);
        if (end == null) {
            json.write("usage", JsonValue.NULL);
        } else {
            usage(json, end.usage());
        }
    }

    private static void error(JsonGenerator json, ResponseOutcome end) {
        if (end == null || end.errorCode() == null) {
            json.writeNull("error");
        } else {
            json.writeStartObject("error").write("code", end.errorCode()).write("message", end.errorMessage()).writeEnd();
        }
    }

    private static void incompleteDetails(JsonGenerator json, ResponseOutcome end) {
        if (end == null || end.incompleteReason() == null) {
            json.writeNull("incomplete_details");
        } else {
            json.writeStartObject("incomplete_details").write("reason", end.incompleteReason()).writeEnd();
        }
    }

    static void usage(JsonGenerator json, Usage usage) {
        json.writeStartObject("usage").write("input_tokens", usage.prompt())
                .writeStartObject("input_tokens_details").write("cached_tokens", usage.cached()).write("cache_write_tokens", 0).writeEnd()
                .write("output_tokens", usage.completion())
                .writeStartObject("output_tokens_details").write("reasoning_tokens", usage.reasoning()).writeEnd()
                .write("total_tokens", usage.total()).writeEnd();
    }
}
