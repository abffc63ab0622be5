package dev.talaria.api.http;

import dev.talaria.access.ApiKey;
import dev.talaria.scope.RequestHeaders;
import jakarta.servlet.ServletRequest;
import java.util.Objects;

/**
 * What the gate found out about a request that it let through; it travels as a request attribute.
 *
 * @param key     null on a route that needs no key; its headers were not read then
 * @param headers {@link RequestHeaders#NONE} on a route that needs no key
 */
record Admitted(String requestId, ApiKey key, RequestHeaders headers, Router.Found found) {
    private static final String ATTRIBUTE = Admitted.class.getName();

    Admitted {
        Objects.requireNonNull(requestId);
        Objects.requireNonNull(headers);
        Objects.requireNonNull(found);
    }

    /** @throws IllegalStateException where the request did not come through the gate */
    static Admitted of(ServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Admitted admitted) {
            return admitted;
        }
        throw new IllegalStateException("a request reached a servlet past the gate");
    }

    void attachTo(ServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }
}
