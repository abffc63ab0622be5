package dev.talaria.api.http.body;

import dev.talaria.api.http.reply.AsyncExchange;
import dev.talaria.api.http.reply.ErrorMapper;
import dev.talaria.api.http.reply.ErrorReply;
import dev.talaria.api.http.reply.KeepAlive;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.reply.ResponseChannel;
import dev.talaria.api.http.reply.WholeReply;
import dev.talaria.config.TalariaConfig.Limits;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.heap.HeapBudget;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Reads request bodies, bounded in size and time, and drains those of rejected requests. No thread waits for a byte: a body that has
 * arrived with its request is read at once, any other by a {@code ReadListener}, and then decoded and served on the executor. Safe for many
 * threads.
 */
public final class BodyReader {
    /**
     * A request on its container's thread.
     *
     * @param follow called if it becomes asynchronous; returns what to run once it is over
     */
    public record Incoming(HttpServletRequest request, HttpServletResponse response, String id, Supplier<Runnable> follow) {
    }

    private static final System.Logger LOG = System.getLogger(BodyReader.class.getName());
    /** How many bytes beyond the limit are read and dropped before a rejection, so that the client gets to read the reply. */
    private static final long DROPPED_BYTES = 100_000_000;
    /** After a rejection: how long the client may pause within its body before it gets the reply and is disconnected. */
    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final int CHUNK = 16 * 1024;

    private final Limits limits;
    private final HeapBudget budget;
    private final long bodyBytes;
    private final KeepAlive keepAlive;
    private final ScheduledExecutorService timer;
    private final Executor executor;

    /** @param executor decodes and serves bodies; bounded, and its threads may wait */
    public BodyReader(Limits limits, HeapBudget budget, KeepAlive keepAlive, ScheduledExecutorService timer, Executor executor) {
        this.limits = limits;
        this.budget = budget;
        this.bodyBytes = Math.min(limits.bodyBytes(), RequestBody.largest(budget));
        this.keepAlive = keepAlive;
        this.timer = timer;
        this.executor = executor;
    }

    /**
     * Rejects a body by its framing headers. Reads nothing.
     *
     * @throws ApiException 413; 400 for a transfer coding other than {@code chunked}, because Undertow treats any as {@code chunked} and
     * servers would disagree where the body ends
     */
    public void checkFraming(HttpServletRequest request) {
        if (!isFramed(request)) {
            throw ErrorCode.MALFORMED_REQUEST.because("The only supported Transfer-Encoding is chunked");
        }
        if (request.getContentLengthLong() > bodyBytes) {
            throw CollectedBody.tooLarge(bodyBytes);
        }
    }

    /**
     * Reads a request's body and passes it on once, empty if there is none: on this thread and without an exchange if it has arrived, else
     * later on the executor. Replies to a faulty, late or too large body itself.
     *
     * @param receiver owns both from then on; closes the body once it is parsed
     * @throws ApiException what the headers alone forbid: 413, 415, 503; 400 if the client broke off
     * @throws IOException  if the container does not let the request become asynchronous
     */
    public void read(Incoming incoming, BiConsumer<RequestBody, AsyncExchange> receiver) throws IOException {
        HttpServletRequest request = incoming.request();
        if (!isAnnounced(request)) {
            receiver.accept(new RequestBody(new byte[0], budget.reserve()), null);
            return;
        }
        CollectedBody body = CollectedBody.of(request, bodyBytes, budget);
        RequestBody arrived = null;
        try {
            if (body.isPlain() && collectArrived(request, body)) {
                arrived = body.decode();
            } else {
                ServletInputStream in = request.getInputStream();
                Answering result = new Answering(incoming, receiver, null);
                result.start(new ArrivingBody(in, body, bounds(), timer, result));
            }
        } catch (RuntimeException | Error | IOException e) {
            body.close();
            throw e;
        }
        if (arrived != null) {
            receiver.accept(arrived, null);
        }
    }

    /**
     * Answers a refused request without using its body: at once if there is none, else after the body has been read and dropped. A client
     * that sent {@code Expect: 100-continue}, or whose body is not framed reliably, is answered at once and disconnected. Call it on the
     * container's thread; the request must not be used afterwards. Failures are not reported.
     */
    public void refuse(Incoming incoming, Reply reply) {
        HttpServletRequest request = incoming.request();
        if (isHeardOut(request)) {
            ErrorReply.send(incoming.response(), reply);
        } else if (request.getHeader("Expect") != null || !isFramed(request)) {
            ErrorReply.send(incoming.response(), reply.with(closing(request)));
        } else {
            try {
                ServletInputStream in = request.getInputStream();
                Answering result = new Answering(incoming, null, reply);
                result.start(new ArrivingBody(in, null, bounds(), timer, result));
            } catch (IOException | IllegalStateException e) {
                LOG.log(System.Logger.Level.DEBUG, "The rest of a request body is left to the container", e);
                ErrorReply.send(incoming.response(), reply.with(closing(request)));
            }
        }
    }

    private ArrivingBody.Bounds bounds() {
        return new ArrivingBody.Bounds(limits.bodyTimeout(), SILENCE, limits.bodyBytes() + DROPPED_BYTES);
    }

    private static boolean isFramed(HttpServletRequest request) {
        List<String> codings = Collections.list(request.getHeaders("Transfer-Encoding"));
        return codings.isEmpty() || codings.size() == 1 && codings.get(0).strip().equalsIgnoreCase("chunked");
    }

    /** HTTP/2 needs no header to announce a body, and resets the stream of one that nobody reads. */
    private static boolean isAnnounced(HttpServletRequest request) {
        if (request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null) {
            return true;
        }
        return !isHttp1(request) && request.getContentLengthLong() < 0 && request.getMethod().startsWith("P");
    }

    private static boolean isHttp1(HttpServletRequest request) {
        return request.getProtocol().startsWith("HTTP/1");
    }

    /** The rest of the body would be parsed as the next request. HTTP/2 has no such header and needs none. */
    private static Map<String, String> closing(HttpServletRequest request) {
        return isHttp1(request) ? Map.of("Connection", "close") : Map.of();
    }

    private static boolean isHeardOut(HttpServletRequest request) {
        if (!isHttp1(request) || !isAnnounced(request)) {
            return true;
        }
        try {
            return request.getHeader("Expect") == null && dropArrived(request);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "An ignored request body ended early", e);
            return true;
        }
    }

    /** Never waits; see {@link #nextArrived}. Nearly all unwanted bodies are small and have arrived with their request. */
    private static boolean dropArrived(HttpServletRequest request) {
        byte[] chunk = new byte[CHUNK];
        long left = request.getContentLengthLong();
        for (int count = 1; left > 0 && count > 0; left -= count) {
            count = nextArrived(request, chunk, left);
        }
        return left == 0;
    }

    /** Returns whether the whole body has arrived; never waits. */
    private static boolean collectArrived(HttpServletRequest request, CollectedBody body) {
        if (request.getHeader("Expect") != null) {
            return false;
        }
        byte[] chunk = new byte[CHUNK];
        while (body.missing() > 0) {
            int count = nextArrived(request, chunk, body.missing());
            if (count <= 0) {
                return false;
            }
            body.add(chunk, count);
        }
        return request.getContentLengthLong() >= 0;
    }

    /**
     * Only with a declared length can bytes be read without waiting: the available bytes of an incomplete chunk head are not body bytes.
     */
    private static int nextArrived(HttpServletRequest request, byte[] chunk, long most) {
        try {
            ServletInputStream in = request.getInputStream();
            int available = (int) Math.min(Math.min(in.available(), chunk.length), most);
            return available <= 0 ? 0 : Math.max(0, in.read(chunk, 0, available));
        } catch (IOException e) {
            throw CollectedBody.cutShort(e);
        }
    }

    /** Answers an asynchronous request, by its receiver or by a rejection. */
    private final class Answering implements ArrivingBody.Result {
        private final Incoming incoming;
        private final BiConsumer<RequestBody, AsyncExchange> receiver;
        private final Reply known;
        private final Map<String, String> closing;
        private AsyncExchange exchange;

        /** @param known the reply to a request whose body is dropped; null if the body is wanted */
        private Answering(Incoming incoming, BiConsumer<RequestBody, AsyncExchange> receiver, Reply known) {
            this.incoming = incoming;
            this.receiver = receiver;
            this.known = known;
            this.closing = closing(incoming.request());
        }

        private void start(ArrivingBody body) throws IOException {
            exchange = AsyncExchange.begin(incoming.request(), incoming.response(), incoming.follow());
            body.start(exchange);
        }

        @Override
        public void whole(CollectedBody body) {
            try {
                executor.execute(() -> serve(body));
            } catch (RejectedExecutionException e) {
                body.close();
                answer(refusal(ErrorCode.OVERLOADED.because("Too many requests at once", e).withRetryAfter(SOON)));
            }
        }

        private void serve(CollectedBody body) {
            RequestBody decoded;
            try {
                decoded = body.decode();
            } catch (RuntimeException | Error e) {
                body.close();
                answer(refusal(e));
                return;
            }
            receiver.accept(decoded, exchange);
        }

        private Reply refusal(Throwable why) {
            return known != null ? known : ErrorMapper.reply(why, incoming.id());
        }

        @Override
        public void refused(Throwable why, boolean left) {
            Reply reply = left ? refusal(why).with(closing) : refusal(why);
            try {
                executor.execute(() -> answer(reply));
            } catch (RejectedExecutionException e) {
                answer(reply);
            }
        }

        @Override
        public void brokenOff(Throwable why) {
            ErrorReply.send(incoming.response(), refusal(why).with(closing));
            exchange.complete();
        }

        private void answer(Reply reply) {
            ResponseChannel channel = ResponseChannel.open(exchange, keepAlive, timer);
            WholeReply whole = new WholeReply(channel, Map::of);
            try {
                channel.start(whole);
                whole.deliver(reply);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.DEBUG, "A refusal could not be sent", e);
                channel.abandon();
            }
        }
    }
}
