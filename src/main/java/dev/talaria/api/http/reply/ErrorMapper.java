package dev.talaria.api.http.reply;

import dev.talaria.api.http.request.HeaderNames;
import dev.talaria.api.http.request.coding.ContentCoding;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.json.Json;
import dev.talaria.text.LogText;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** The only place that maps a failure to what the caller sees. */
public final class ErrorMapper {
    private static final System.Logger LOG = System.getLogger(ErrorMapper.class.getName());

    /** For exchanges in progress when the application is undeployed. */
    static final Problem SHUTTING_DOWN =
            Problem.of(ErrorCode.DRAINING, "The server is shutting down").withRetryAfter(Duration.ofSeconds(5));

    private ErrorMapper() {
    }

    /** As {@link #problem}, as a complete reply with its headers. */
    public static Reply reply(Throwable failure, String requestId) {
        return reply(problem(failure, requestId));
    }

    public static Reply reply(Problem problem) {
        Map<String, String> headers = new TreeMap<>();
        if (problem.retryAfter() != null) {
            headers.put(HeaderNames.RETRY_AFTER, Long.toString(wholeSeconds(problem.retryAfter())));
        }
        if (problem.form().retryIsUseless()) {
            headers.put(HeaderNames.SHOULD_RETRY, "false");
        }
        if (problem.code() == ErrorCode.INVALID_API_KEY) {
            headers.put("WWW-Authenticate", "Bearer");
        }
        if (problem.code() == ErrorCode.UNSUPPORTED_CONTENT_ENCODING) {
            headers.put("Accept-Encoding", ContentCoding.ACCEPTED);
        }
        return new Reply(problem.form().status(), envelope(problem), headers);
    }

    /** Maps any failure that is not meant for callers to an internal error without detail, and logs it with its stack. */
    public static Problem problem(Throwable failure, String requestId) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof ApiException known) {
            return known.problem();
        }
        LOG.log(System.Logger.Level.ERROR, "Request " + requestId + " failed", LogText.plain(cause));
        return Problem.internal(requestId);
    }

    /** Returns the error object of OpenAI's API, also for the error event of a stream. */
    public static String envelope(Problem problem) {
        return Json.object(out -> {
            out.writeStartObject("error");
            out.write("message", problem.message());
            out.write("type", problem.code().type());
            ReplyJson.nullable(out, "param", problem.param());
            out.write("code", problem.form().code());
            out.writeEnd();
        });
    }

    /** Rounded up, because a client that returns early would be rejected again. */
    private static long wholeSeconds(Duration wait) {
        return Math.max(1, wait.plusSeconds(1).minusNanos(1).toSeconds());
    }
}
