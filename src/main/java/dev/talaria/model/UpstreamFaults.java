package dev.talaria.model;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** Turns what an OpenAI-compatible upstream says about a failure into a {@link Problem} that callers may see. */
public final class UpstreamFaults {
    private static final Pattern TOO_LONG = Pattern.compile("context_length_exceeded|exceed_context|maximum context length"
            + "|exceeds? (?:the |this )?(?:model'?s? |available )*(?:maximum )?context|prompt is too long|context window");

    private final Redaction redaction;

    /** @param ownKey the API key that the upstream was given, never to be shown; null for none */
    public UpstreamFaults(String ownKey) {
        redaction = new Redaction(ownKey);
    }

    /**
     * An HTTP status other than success.
     *
     * @param body       the reply's text, JSON or not; perhaps cut
     * @param retryAfter what the upstream asked for; null where it did not
     */
    public Problem ofStatus(int status, String body, Duration retryAfter) {
        JsonValue said = parsed(body);
        String message = said == null ? body : messageOf(said);
        String shown = redaction.clean(message);
        Problem problem = Problem.of(codeOf(status, body), shown.isEmpty() ? "HTTP " + status : "HTTP " + status + ": " + shown);
        return retryAfter == null ? problem : problem.withRetryAfter(retryAfter);
    }

    /** The {@code error} member of a reply or stream frame that began as a success. */
    public Problem ofError(JsonValue error) {
        String message = redaction.clean(messageOf(error));
        ErrorCode code = codeOf(statusOf(error), error.toString());
        return Problem.of(code, message.isEmpty() ? "The upstream reported an error" : message);
    }

    private static ErrorCode codeOf(int status, String text) {
        return switch (status) {
            case 401, 403 -> ErrorCode.UPSTREAM_AUTH;
            case 404 -> ErrorCode.UPSTREAM_MODEL_NOT_FOUND;
            case 429 -> ErrorCode.UPSTREAM_RATE_LIMITED;
            case 0, 400, 413, 422 -> TOO_LONG.matcher(text.toLowerCase(Locale.ROOT)).find()
                    ? ErrorCode.CONTEXT_LENGTH_EXCEEDED : ErrorCode.UPSTREAM_ERROR;
            default -> ErrorCode.UPSTREAM_ERROR;
        };
    }

    /** Some upstreams put the status that they can no longer send into {@code code}; 0 where there is none. */
    private static int statusOf(JsonValue error) {
        if (error instanceof JsonObject object && object.get("code") instanceof JsonNumber code) {
            return code.intValue();
        }
        return 0;
    }

    private static String messageOf(JsonValue said) {
        if (said instanceof JsonString text) {
            return text.getString();
        }
        if (said instanceof JsonObject object) {
            for (String name : new String[] {"error", "message", "detail"}) {
                JsonValue inner = object.get(name);
                if (inner != null && inner != JsonValue.NULL) {
                    return messageOf(inner);
                }
            }
        }
        return said.toString();
    }

    private static JsonValue parsed(String body) {
        try {
            return Json.parseLeniently(body);
        } catch (JsonFault notJson) {
            return null;
        }
    }
}
