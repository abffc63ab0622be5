package dev.talaria.model;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.error.WireForm;
import dev.talaria.text.Redaction;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Translates the errors of an OpenAI-compatible upstream into a {@link Problem} that callers may see and that keeps the meaning: a request
 * that the upstream refuses is a 4xx, a fault that the operator must fix is a 502 without retry, and only transient failures are marked as
 * worth a retry. Immutable, safe for many threads.
 */
public final class UpstreamFaults {
    private static final Pattern PLAIN_WORD = Pattern.compile("[a-z][a-z0-9_]{1,63}");
    private static final int MAX_PARAM = 200;

    private final Redaction redaction;
    private final ContextOverflow overflow;

    /** @param ownKey the API key sent to the upstream, never shown; null for none */
    public UpstreamFaults(String ownKey) {
        this(ownKey, List.of());
    }

    /**
     * @param ownKey           the API key sent to the upstream, never shown; null for none
     * @param overflowWordings regular expressions for further ways to say that a prompt is too long
     */
    public UpstreamFaults(String ownKey, List<String> overflowWordings) {
        redaction = new Redaction(ownKey == null ? List.of() : List.of(ownKey));
        overflow = new ContextOverflow(overflowWordings);
    }

    /**
     * Reads a reply with a status other than success, without judging it.
     *
     * @param body       the reply's text in any format; may be cut off
     * @param retryAfter the delay from its headers; null if they have none
     */
    public UpstreamRefusal read(int status, String body, Duration retryAfter) {
        UpstreamRefusal refusal = ErrorReader.body(status, body);
        return retryAfter == null ? refusal : refusal.withRetryAfter(retryAfter);
    }

    /** Translates a reply with a status other than success for which the requested path does not matter. */
    public Problem ofStatus(int status, String body, Duration retryAfter) {
        return problem(status, read(status, body, retryAfter), null);
    }

    /**
     * Translates a refusal by HTTP status.
     *
     * @param status  the reply's own
     * @param refusal as it was read
     * @param path    the requested path, shown if the upstream does not know it; null for none
     */
    public Problem problem(int status, UpstreamRefusal refusal, String path) {
        String shown = redaction.clean(refusal.words());
        Problem problem = judged(refusal, shown.isEmpty() ? "HTTP " + status : "HTTP " + status + ": " + shown);
        boolean misdirected = problem.code() == ErrorCode.UPSTREAM_ERROR && (status == 404 || status == 405 || status == 410);
        return misdirected && path != null
                ? new Problem(problem.code(), problem.message() + " (asked for " + redaction.clean(path) + "; is the base URL right?)",
                        problem.param(), problem.retryAfter(), problem.form())
                : problem;
    }

    /** Reads the error within a reply or stream frame that began as a success, without judging it: an object, a list or a text. */
    public UpstreamRefusal read(JsonValue error) {
        return ErrorReader.error(error);
    }

    /** Translates the error within a reply or stream frame that began as a success. */
    public Problem ofError(JsonValue error) {
        UpstreamRefusal refusal = read(error);
        String message = redaction.clean(refusal.words());
        return judged(refusal, message.isEmpty() ? "The upstream reported an error" : message);
    }

    /** Returns the failure of a call that reached the wrong address, for example by a redirect; a retry does not help. */
    public Problem misdirected(String message) {
        return Problem.of(ErrorCode.UPSTREAM_ERROR, redaction.clean(message)).withoutRetry();
    }

    private Problem judged(UpstreamRefusal refusal, String message) {
        if (overflow.isMeantBy(refusal) || refusal.status() == 413 && refusal.words().isEmpty()) {
            return Problem.of(ErrorCode.CONTEXT_LENGTH_EXCEEDED, message);
        }
        if (UnknownModel.isMeantBy(refusal)) {
            return Problem.of(ErrorCode.UPSTREAM_MODEL_NOT_FOUND, message);
        }
        Optional<RefusalGround> ground = RefusalGround.of(refusal);
        return switch (refusal.status()) {
            case 400, 413, 422, 451 -> ground.filter(why -> why != RefusalGround.POLICY).map(why -> operators(why, message))
                    .orElseGet(() -> refused(refusal, refusal.status(), message));
            case 401 -> Problem.of(ErrorCode.UPSTREAM_AUTH, message);
            case 403 -> ground.map(why -> why == RefusalGround.POLICY ? refused(refusal, 403, message) : operators(why, message))
                    .orElseGet(() -> Problem.of(ErrorCode.UPSTREAM_AUTH, message));
            case 404 -> isWithoutEndpoint(refusal) ? refused(refusal, 400, message) : forGood(message);
            case 408, 504, 522, 524, 598, 599 -> Problem.of(ErrorCode.UPSTREAM_TIMEOUT, message);
            case 429 -> limited(refusal, ground.filter(why -> why == RefusalGround.QUOTA).isPresent(), message);
            case 409, 423, 425, 499 -> passing(refusal, message);
            case 501, 505, 511 -> forGood(message);
            default -> refusal.status() >= 300 && refusal.status() < 500 ? forGood(message) : passing(refusal, message);
        };
    }

    /** Recognises OpenRouter's 404 for a model that it has, but at no provider that supports the request's features (tools, images). */
    private static boolean isWithoutEndpoint(UpstreamRefusal refusal) {
        return refusal.words().startsWith("No endpoints found");
    }

    private Problem refused(UpstreamRefusal refusal, int status, String message) {
        String code = isPlainWord(refusal.code()) ? refusal.code()
                : isPlainWord(refusal.type()) && !refusal.type().endsWith("error") ? refusal.type() : ErrorCode.UPSTREAM_REFUSED.code();
        String param = refusal.param() == null || refusal.param().length() > MAX_PARAM ? null : redaction.clean(refusal.param());
        return Problem.of(ErrorCode.UPSTREAM_REFUSED, message).withParam(param).withForm(new WireForm(status, code, true));
    }

    private static boolean isPlainWord(String word) {
        return word != null && PLAIN_WORD.matcher(word).matches();
    }

    /** Returns a problem that only the operator can fix: key, money or region. */
    private static Problem operators(RefusalGround ground, String message) {
        return ground == RefusalGround.KEY ? Problem.of(ErrorCode.UPSTREAM_AUTH, message) : forGood(message);
    }

    /** Returns a rate limit without retry if a quota is used up, unless the quota refills at a known time: Gemini words both alike. */
    private static Problem limited(UpstreamRefusal refusal, boolean usedUp, String message) {
        Problem problem = Problem.of(ErrorCode.UPSTREAM_RATE_LIMITED, message).withRetryAfter(refusal.retryAfter());
        boolean forGood = usedUp && (refusal.retryAfter() == null || refusal.text().contains("insufficient_quota"));
        return forGood ? problem.withoutRetry() : problem;
    }

    private static Problem passing(UpstreamRefusal refusal, String message) {
        return Problem.of(ErrorCode.UPSTREAM_ERROR, message).withRetryAfter(refusal.retryAfter());
    }

    private static Problem forGood(String message) {
        return Problem.of(ErrorCode.UPSTREAM_ERROR, message).withoutRetry();
    }
}
