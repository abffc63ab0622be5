package dev.talaria.error;

/**
 * The catalogue of all errors that a caller can see: HTTP status, OpenAI error type and code. The code on the wire is the constant's name
 * in lower case.
 */
public enum ErrorCode {
    INVALID_API_KEY(401, Type.INVALID_REQUEST),
    SESSION_HEADER_NOT_ALLOWED(403, Type.PERMISSION),
    ORIGIN_NOT_ALLOWED(403, Type.PERMISSION),
    PERMISSION_DENIED(403, Type.PERMISSION),
    INVALID_SESSION_KEY(400, Type.INVALID_REQUEST),
    SESSION_KEY_TOO_LONG(400, Type.INVALID_REQUEST),
    INVALID_SESSION_ID(400, Type.INVALID_REQUEST),
    SESSION_ID_TOO_LONG(400, Type.INVALID_REQUEST),
    INVALID_IDENTITY_HEADER(400, Type.INVALID_REQUEST),
    INVALID_HEADER(400, Type.INVALID_REQUEST),
    MEMORY_SCOPE_REQUIRED(400, Type.INVALID_REQUEST),
    MALFORMED_REQUEST(400, Type.INVALID_REQUEST),
    BODY_TOO_LARGE(413, Type.INVALID_REQUEST),
    BODY_TIMEOUT(408, Type.INVALID_REQUEST),
    INVALID_JSON(400, Type.INVALID_REQUEST),
    MISSING_FIELD(400, Type.INVALID_REQUEST),
    INVALID_VALUE(400, Type.INVALID_REQUEST),
    UNSUPPORTED_PARAMETER(400, Type.INVALID_REQUEST),
    UNSUPPORTED_CONTENT_TYPE(400, Type.INVALID_REQUEST),
    INVALID_IMAGE_URL(400, Type.INVALID_REQUEST),
    INVALID_CONTENT_PART(400, Type.INVALID_REQUEST),
    INVALID_APPROVAL_CHOICE(400, Type.INVALID_REQUEST),
    INVALID_TITLE(400, Type.INVALID_REQUEST),
    INVALID_SYSTEM_PROMPT(400, Type.INVALID_REQUEST),
    INVALID_SYSTEM_MESSAGE(400, Type.INVALID_REQUEST),
    MISSING_MESSAGE(400, Type.INVALID_REQUEST),
    UNSUPPORTED_SESSION_FIELD(400, Type.INVALID_REQUEST),
    CONTEXT_LENGTH_EXCEEDED(400, Type.INVALID_REQUEST),
    CONTENT_POLICY_VIOLATION(400, Type.INVALID_REQUEST),
    MISSING_MODEL(400, Type.INVALID_REQUEST),
    UPSTREAM_REFUSED(400, Type.INVALID_REQUEST),
    NOT_FOUND(404, Type.INVALID_REQUEST),
    MEMORY_ITEM_NOT_FOUND(404, Type.INVALID_REQUEST),
    MODEL_NOT_FOUND(404, Type.INVALID_REQUEST),
    UPSTREAM_MODEL_NOT_FOUND(404, Type.INVALID_REQUEST),
    RESPONSE_NOT_FOUND(404, Type.INVALID_REQUEST),
    CONVERSATION_NOT_FOUND(404, Type.INVALID_REQUEST),
    KEY_NOT_FOUND(404, Type.INVALID_REQUEST),
    METHOD_NOT_ALLOWED(405, Type.INVALID_REQUEST),
    KEY_EXISTS(409, Type.INVALID_REQUEST),
    SESSION_NOT_FOUND(404, Type.INVALID_REQUEST),
    RUN_NOT_FOUND(404, Type.INVALID_REQUEST),
    SESSION_EXISTS(409, Type.INVALID_REQUEST),
    SESSION_BUSY(409, Type.INVALID_REQUEST),
    MODEL_LOCK_UNAVAILABLE(409, Type.INVALID_REQUEST),
    IDEMPOTENCY_KEY_CONFLICT(409, Type.INVALID_REQUEST),
    MEMORY_NOT_ERASABLE(409, Type.INVALID_REQUEST),
    RUN_NOT_ACTIVE(409, Type.INVALID_REQUEST),
    RUN_ACTIVE(409, Type.INVALID_REQUEST),
    APPROVAL_NOT_ACTIVE(409, Type.INVALID_REQUEST),
    APPROVAL_NOT_PENDING(409, Type.INVALID_REQUEST),
    BACKUP_RUNNING(409, Type.INVALID_REQUEST),
    EVENTS_EXPIRED(410, Type.INVALID_REQUEST),
    UNSUPPORTED_CONTENT_ENCODING(415, Type.INVALID_REQUEST),
    RATE_LIMIT_EXCEEDED(429, Type.RATE_LIMIT),
    BUDGET_EXCEEDED(429, Type.RATE_LIMIT),
    UPSTREAM_RATE_LIMITED(429, Type.RATE_LIMIT),
    INTERNAL_ERROR(500, Type.SERVER),
    BACKUP_FAILED(500, Type.SERVER),
    BACKUP_NOT_SUPPORTED(501, Type.INVALID_REQUEST),
    MEMORY_NOT_SUPPORTED(501, Type.INVALID_REQUEST),
    UPSTREAM_ERROR(502, Type.SERVER),
    UPSTREAM_AUTH(502, Type.SERVER),
    UPSTREAM_TIMEOUT(504, Type.SERVER),
    TURN_TIMEOUT(504, Type.SERVER),
    RUN_INTERRUPTED(409, Type.INVALID_REQUEST),
    SERVER_RESTARTED(503, Type.SERVER),
    RUN_ELSEWHERE(503, Type.SERVER),
    OVERLOADED(503, Type.SERVER),
    NOT_STARTED(503, Type.SERVER),
    DRAINING(503, Type.SERVER),
    MEMORY_UNAVAILABLE(503, Type.SERVER),
    DATABASE_UNAVAILABLE(503, Type.SERVER),
    WRITTEN_BY_NEWER_RELEASE(503, Type.SERVER);

    /** The error types of the OpenAI envelope. */
    private enum Type {
        INVALID_REQUEST("invalid_request_error"),
        PERMISSION("permission_error"),
        RATE_LIMIT("rate_limit_error"),
        SERVER("server_error");

        private final String wire;

        Type(String wire) {
            this.wire = wire;
        }
    }

    private final int status;
    private final Type type;

    ErrorCode(int status, Type type) {
        this.status = status;
        this.type = type;
    }

    /** Returns the HTTP status for a reply that is not yet committed. */
    public int status() {
        return status;
    }

    /** Returns the envelope's {@code type}. */
    public String type() {
        return type.wire;
    }

    /** Returns the envelope's {@code code}. */
    public String code() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Returns whether to tell clients, some of which retry 409 and 5xx replies by themselves, that a retry cannot help. */
    public boolean retryIsUseless() {
        return switch (this) {
            case UPSTREAM_AUTH, UPSTREAM_MODEL_NOT_FOUND, UPSTREAM_REFUSED, CONTENT_POLICY_VIOLATION,
                CONTEXT_LENGTH_EXCEEDED, BUDGET_EXCEEDED -> true;
            default -> status == 409;
        };
    }

    public ApiException because(String message) {
        return new ApiException(Problem.of(this, message), null);
    }

    public ApiException because(String message, Throwable cause) {
        return new ApiException(Problem.of(this, message), cause);
    }

    /** @param param the path of the faulty field, e.g. {@code messages[2].content}, or a header's name */
    public ApiException at(String param, String message) {
        return new ApiException(Problem.of(this, message).withParam(param), null);
    }
}
