package dev.talaria.api.http;

import dev.talaria.api.http.body.BodyReader;
import dev.talaria.api.http.reply.KeepAlive;
import dev.talaria.api.http.request.ScopeReader;
import dev.talaria.audit.AuditTrail;
import dev.talaria.heap.StreamLimit;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The services that all exchanges of a server share.
 *
 * @param streams bounds the open streams
 */
public record ExchangeServices(ScopeReader scopes, BodyReader bodies, KeepAlive keepAlive, ScheduledExecutorService timer,
                               StreamLimit streams, MemoryNotices notices, AuditTrail audit) {
}
