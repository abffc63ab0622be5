package dev.talaria.api.http;

import dev.talaria.api.http.body.BodyReader;
import dev.talaria.api.http.reply.KeepAlive;
import dev.talaria.api.http.request.ScopeReader;
import dev.talaria.heap.StreamLimit;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What every exchange of a server shares.
 *
 * @param streams bounds the streams that are open at once
 */
public record ExchangeServices(ScopeReader scopes, BodyReader bodies, KeepAlive keepAlive, ScheduledExecutorService timer,
                               StreamLimit streams, MemoryNotices notices) {
}
