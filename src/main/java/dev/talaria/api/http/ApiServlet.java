package dev.talaria.api.http;

import dev.talaria.api.http.body.BodyReader;
import dev.talaria.api.http.reply.ErrorMapper;
import dev.talaria.api.http.reply.KeepAlive;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.request.ScopeReader;
import dev.talaria.heap.StreamLimit;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;

/** The one servlet behind the gate: hands each admitted request to its route. Everything that works longer does so asynchronously. */
public final class ApiServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient BodyReader bodies;
    private final transient Exchange.Plumbing plumbing;

    /** @param streams bounds the streams that are open at once */
    public ApiServlet(ScopeReader scopes, BodyReader bodies, KeepAlive keepAlive, ScheduledExecutorService timer,
                      StreamLimit streams) {
        this.bodies = bodies;
        plumbing = new Exchange.Plumbing(scopes, keepAlive, timer, new MemoryNotices(), streams);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        Exchange exchange = new Exchange(request, response, plumbing);
        BodyReader.Incoming incoming = new BodyReader.Incoming(request, response, exchange.requestId(),
                RequestLogEntry.of(request)::follow);
        try {
            bodies.read(incoming, exchange::serve);
        } catch (RuntimeException | Error | IOException e) {
            Reply reply = ErrorMapper.reply(e, exchange.requestId());
            if (!request.isAsyncStarted()) {
                bodies.refuse(incoming, reply);
            }
        }
    }
}
