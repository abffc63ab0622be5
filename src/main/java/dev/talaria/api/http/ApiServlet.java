package dev.talaria.api.http;

import dev.talaria.api.http.reply.KeepAlive;
import dev.talaria.api.http.request.BodyReader;
import dev.talaria.api.http.request.ScopeReader;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.ScheduledExecutorService;

/** The one servlet behind the gate: hands each admitted request to its route. Everything that works longer does so asynchronously. */
public final class ApiServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Exchange.Plumbing plumbing;

    public ApiServlet(ScopeReader scopes, BodyReader bodies, KeepAlive keepAlive, ScheduledExecutorService timer) {
        plumbing = new Exchange.Plumbing(scopes, bodies, keepAlive, timer, new MemoryNotices());
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        try (Exchange exchange = new Exchange(request, response, plumbing)) {
            try {
                exchange.route().action().serve(exchange);
            } catch (RuntimeException | Error e) {
                exchange.fail(e);
            }
        }
    }
}
