package dev.talaria.boot;

import dev.talaria.api.http.reply.KeepAlive;
import dev.talaria.config.TalariaConfig;
import dev.talaria.heap.HeapBudget;
import dev.talaria.heap.StreamLimit;
import dev.talaria.observe.AccessLog;
import java.util.concurrent.ScheduledExecutorService;

/** What all requests and replies share. */
record Transport(AccessLog accessLog, KeepAlive replies, HeapBudget heap, StreamLimit streams) {
    static Transport open(TalariaConfig config, ScheduledExecutorService timer, Closing closing) {
        return new Transport(closing.add(new AccessLog(closing.addPool(Threads.accessLog()))),
                new KeepAlive(config.server().keepAlive(), config.limits().stallTimeout(), timer, closing.addPool(Threads.replies())),
                new HeapBudget(config.limits().bodyBytesInFlight()), new StreamLimit(config.limits().openStreams()));
    }
}
