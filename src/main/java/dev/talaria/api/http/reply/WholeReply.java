package dev.talaria.api.http.reply;

import java.util.Map;
import java.util.function.Supplier;

/** A reply that is known later than the container's thread can wait for it. Handed over once, from any thread. */
public final class WholeReply implements ResponseChannel.Source {
    private final ResponseChannel channel;
    private final Supplier<Map<String, String>> headers;
    private volatile Reply reply;
    private boolean sent;

    /** @param headers what every reply of this request carries, asked when it goes out */
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
        // A whole reply's run goes on: no container reports that a client left before a write fails.
    }
}
