package dev.talaria.api.http;

import dev.talaria.access.ApiKey;
import dev.talaria.api.http.body.BodyReader;
import dev.talaria.scope.RequestHeaders;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Objects;

/**
 * What the filter established about an admitted request; passed on as a request attribute.
 *
 * @param key     null on a route that needs no key; its headers are not read then
 * @param agent   the agent that the path names; null for none
 * @param headers {@link RequestHeaders#NONE} on a route that needs no key
 */
record Admitted(String requestId, ApiKey key, String agent, RequestHeaders headers, Router.Found found, RequestLogEntry log,
                ExchangeServices services) {
    private static final String ATTRIBUTE = Admitted.class.getName();

    Admitted {
        Objects.requireNonNull(requestId);
        Objects.requireNonNull(headers);
        Objects.requireNonNull(found);
        Objects.requireNonNull(log);
        Objects.requireNonNull(services);
    }

    /** @throws IllegalStateException if the request did not pass the filter */
    static Admitted of(ServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Admitted admitted) {
            return admitted;
        }
        throw new IllegalStateException("a request reached a servlet without passing ApiFilter");
    }

    BodyReader.Incoming incoming(HttpServletRequest request, HttpServletResponse response) {
        return new BodyReader.Incoming(request, response, requestId, log::follow);
    }

    void attachTo(ServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }
}
