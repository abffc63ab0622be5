package dev.talaria.api.http.request;

import dev.talaria.scope.Identity;
import java.util.List;

/** The headers that more than one class here reads or writes, in canonical spelling. */
public final class HeaderNames {
    public static final String SESSION_ID = "X-Hermes-Session-Id";
    public static final String SESSION_KEY = "X-Hermes-Session-Key";
    public static final String MEMORY = "X-Hermes-Memory";
    public static final String RUN_ID = "X-Hermes-Run-Id";
    public static final String REQUEST_ID = "X-Request-Id";
    public static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    public static final String IDEMPOTENCY_REPLAYED = "Idempotency-Replayed";
    public static final String RETRY_AFTER = "Retry-After";
    public static final String SHOULD_RETRY = "x-should-retry";

    /** The identity headers, in the order in which they are checked. */
    public static final List<String> IDENTITY = List.of(Identity.USER_ID, Identity.USER_NAME, "X-Hermes-Chat-Id", "X-Hermes-Chat-Name",
            "X-Hermes-Chat-Type", "X-Hermes-Thread-Id");

    private HeaderNames() {
    }
}
