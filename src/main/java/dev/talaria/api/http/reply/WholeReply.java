package dev.talaria.api.http.reply;

import java.util.Map;
import java.util.function.Supplier;

/** A reply that is known later, without a waiting container thread. Delivered once, from any thread. */
public final class WholeReply implements ResponseChannel.Source {
    private final ResponseChannel channel;
    private final Supplier<Map<String, String>> headers;
    private volatile Reply reply;
    private boolean sent;

    /** @param headers returns what every reply of this request carries, read when it is sent */
    public WholeReply(ResponseChannel channel, Supplier<Map<String, String>> headers) {
        this.channel = channel;
        this.headers = headers;
    }

    public void deliver(Reply ready) {
        reply = ready;
        channel.wake();
    }

    @Override
    public byte[] next() {
        Reply ready = reply;
        if (ready == null || sent) {
            return null;
        }
        sent = true;
        byte[] body = ready.bytes();
        channel.head().whole(ready, body.length, headers.get());
        return body;
    }

    @Override
    public boolean finished() {
        return sent;
    }

    @Override
    public void takenDown() {
        if (reply == null) {
            reply = ErrorMapper.reply(ErrorMapper.SHUTTING_DOWN);
        }
    }

    @Override
    public void lost() {
        // The run continues: no container reports that a client has left before a write fails.
    }
}
