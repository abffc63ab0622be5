package dev.talaria.model.openai;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.model.ModelCall;
import dev.talaria.model.OnceSink;
import dev.talaria.model.openai.reply.ReplyBody;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.apache.hc.core5.http.HttpResponse;

/**
 * One call from its start to its only end, over one HTTP attempt or, where its connection had died or it was redirected, some more. Safe
 * for many threads: the reply's body is read under one lock, for the client's I/O thread, the one that watches the time and the one that
 * closes may all end it. Cancelling takes no lock.
 */
final class OpenAiCall implements ModelCall {
    private static final System.Logger LOG = System.getLogger(OpenAiCall.class.getName());
    private static final Problem BROKEN = Problem.of(ErrorCode.INTERNAL_ERROR, "The server could not read the upstream's answer");
    private static final int MAX_SKIPPED = 64 * 1024;

    private final Upstream upstream;
    private final byte[] request;
    private final OnceSink sink;
    private final BiFunction<HttpResponse, URI, ReplyBody> bodies;
    private final PhaseTimeouts timeouts;
    private final Consumer<OpenAiCall> whenGone;
    private final ReentrantLock lock = new ReentrantLock();
    private ReplyBody reply;
    private URI target;
    private int hops;
    private volatile boolean redirected;
    private long skipped;
    private volatile boolean retried;
    private volatile Attempt current;
    private volatile boolean abandoned;

    /**
     * @param bodies   makes the reader of a reply's body from its head and the URL that was asked
     * @param whenGone told once the call holds no connection any more
     */
    OpenAiCall(Upstream upstream, byte[] request, OnceSink sink, BiFunction<HttpResponse, URI, ReplyBody> bodies, PhaseTimeouts timeouts,
               Consumer<OpenAiCall> whenGone) {
        this.upstream = upstream;
        this.request = request;
        this.sink = sink;
        this.bodies = bodies;
        this.timeouts = timeouts;
        this.whenGone = whenGone;
        this.target = upstream.url();
    }

    void launch() {
        URI asked = target;
        Attempt attempt = new Attempt(this, upstream.request(asked), request);
        current = attempt;
        if (abandoned) {
            attempt.abandon();
        }
        try {
            upstream.execute(asked, attempt);
        } catch (RuntimeException e) {
            // The HTTP client had ended and cannot be built anew now.
            lost(attempt, e);
        }
    }

    /** After the call's end it changes nothing: what is left of the body is read, for a short time, and the connection is kept. */
    @Override
    public void cancel() {
        if (!sink.isOver()) {
            sink.silence();
            abandon();
        }
    }

    /** Ends the call from outside, as well as what has come so far allows. */
    void giveUp(Problem why) {
        step(() -> breakOff(why));
        abandon();
    }

    /** To be called now and then: ends the call where it has waited too long. */
    void checkTime() {
        timeouts.exhausted().ifPresent(text -> giveUp(Problem.of(ErrorCode.UPSTREAM_TIMEOUT, text)));
    }

    void sent() {
        timeouts.await(PhaseTimeouts.Wait.FIRST_BYTE);
    }

    void answered(HttpResponse response) {
        timeouts.await(PhaseTimeouts.Wait.NEXT_BYTE);
        step(() -> {
            Optional<URI> elsewhere = upstream.redirect(target, response, hops);
            redirected = elsewhere.isPresent();
            target = elsewhere.orElse(target);
            reply = redirected ? null : bodies.apply(response, target);
        });
    }

    /** @throws IOException where the call has failed before the body's end, so that the connection is closed and not kept */
    void received(ByteBuffer bytes) throws IOException {
        if (sink.isOver()) {
            bytes.position(bytes.limit());
            return;
        }
        timeouts.await(PhaseTimeouts.Wait.NEXT_BYTE);
        if (redirected) {
            skip(bytes);
            return;
        }
        if (!sink.together(() -> step(() -> reply.take(bytes)))) {
            throw new IOException("The reply was given up");
        }
        if (sink.isOver()) {
            timeouts.await(PhaseTimeouts.Wait.END_OF_BODY);
        }
    }

    /** Reads past what stands below a redirect, so that its connection can be used again. */
    private void skip(ByteBuffer bytes) throws IOException {
        skipped += bytes.remaining();
        bytes.position(bytes.limit());
        if (skipped > MAX_SKIPPED) {
            throw new IOException("The body of a redirect is too long to be read");
        }
    }

    void ended() {
        if (!redirected) {
            step(() -> reply.end());
        }
    }

    /** The attempt has failed and its connection is gone. */
    void lost(Attempt attempt, Exception cause) {
        if (goesOn()) {
            return;
        }
        if (!sink.isOver() && !retried && attempt.diedOnOldConnection(cause)) {
            retried = true;
            upstream.closeIdle();
            launch();
            return;
        }
        if (!sink.isOver()) {
            Problem why = TransportFaults.of(cause, hops == 0 ? null : target);
            if (cause.getCause() instanceof Error) {
                // What broke once would break again at what is left of the body.
                sink.failed(why);
            } else {
                step(() -> breakOff(why));
            }
        }
        gone();
    }

    /** Something broke while the end of the exchange was being told: the call ends by the least that can be said. */
    void broke(Error fault) {
        LOG.log(System.Logger.Level.ERROR, "The end of a model call could not be told", fault);
        sink.failed(BROKEN);
        whenGone.accept(this);
    }

    void gone() {
        if (!goesOn()) {
            whenGone.accept(this);
        }
    }

    /** Asks where the reply that is over has sent it; false where the call ends here. */
    private boolean goesOn() {
        lock.lock();
        try {
            if (!redirected || abandoned || sink.isOver()) {
                return false;
            }
            redirected = false;
            hops++;
        } finally {
            lock.unlock();
        }
        timeouts.await(PhaseTimeouts.Wait.CONNECTION);
        launch();
        return true;
    }

    private void breakOff(Problem why) {
        if (reply == null) {
            throw why.asException();
        }
        reply.broken(why);
    }

    /** False where this step has made the call fail. */
    private boolean step(Runnable reading) {
        lock.lock();
        try {
            reading.run();
            return true;
        } catch (ApiException fault) {
            sink.failed(fault.problem());
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void abandon() {
        abandoned = true;
        Attempt running = current;
        if (running != null) {
            running.abandon();
        }
    }
}
