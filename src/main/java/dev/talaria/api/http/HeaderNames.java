package dev.talaria.api.http;

import dev.talaria.scope.Identity;
import java.util.List;

/** The headers that more than one class here reads or writes, in canonical spelling. */
final class HeaderNames {
    static final String SESSION_ID = "X-Hermes-Session-Id";
    static final String SESSION_KEY = "X-Hermes-Session-Key";
    static final String MEMORY = "X-Hermes-Memory";
    static final String RUN_ID = "X-Hermes-Run-Id";
    static final String REQUEST_ID = "X-Request-Id";
    static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    static final String IDEMPOTENCY_REPLAYED = "Idempotency-Replayed";
    static final String RETRY_AFTER = "Retry-After";
    static final String SHOULD_RETRY = "x-should-retry";

    /** The identity headers, in the order in which they are checked. */
    static final List<String> IDENTITY = List.of(Identity.USER_ID, Identity.USER_NAME, "X-Hermes-Chat-Id", "X-Hermes-Chat-Name",
            "X-Hermes-Chat-Type", "X-Hermes-Thread-Id");

    private HeaderNames() {
    }
}
