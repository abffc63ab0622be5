package dev.talaria.api.http.request;

/** The headers that more than one class here reads or writes, in canonical spelling. */
public final class HeaderNames {
    public static final String SESSION_ID = "X-Hermes-Session-Id";
    public static final String SESSION_KEY = "X-Hermes-Session-Key";
    public static final String MEMORY = "X-Hermes-Memory";
    public static final String MODEL = "X-Hermes-Model";
    public static final String PROVIDER = "X-Hermes-Provider";
    public static final String RUN_ID = "X-Hermes-Run-Id";
    public static final String REQUEST_ID = "X-Request-Id";
    public static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    public static final String IDEMPOTENCY_REPLAYED = "Idempotency-Replayed";
    public static final String RETRY_AFTER = "Retry-After";
    public static final String SHOULD_RETRY = "x-should-retry";

    private HeaderNames() {
    }
}
