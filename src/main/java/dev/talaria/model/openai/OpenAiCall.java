package dev.talaria.model.openai;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.model.ModelCall;
import dev.talaria.model.OnceSink;
import dev.talaria.model.openai.reply.ReplyBody;
import dev.talaria.scope.TraceContext;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.apache.hc.core5.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * One call from its start to its only end. It consists of one HTTP attempt, and of more if its connection had been closed or the upstream
 * redirects. Safe for many threads: one lock guards the reply's body, because the client's I/O thread, the timer and a closing thread may
 * all end it. Cancelling takes no lock.
 */
final class OpenAiCall implements ModelCall {
    private static final System.Logger LOG = System.getLogger(OpenAiCall.class.getName());
    private static final Problem BROKEN = Problem.of(ErrorCode.INTERNAL_ERROR, "The server could not read the upstream's answer");
    private static final int MAX_SKIPPED = 64 * 1024;

    /**
     * What is sent.
     *
     * @param trace null for none
     */
    record Sent(byte[] body, @Nullable TraceContext trace) {
    }

    private final Upstream upstream;
    private final Sent sent;
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
     * @param bodies   creates the reader of a reply's body from its head and the requested URL
     * @param whenGone called when the call holds no connection any more
     */
    OpenAiCall(Upstream upstream, Sent sent, OnceSink sink, BiFunction<HttpResponse, URI, ReplyBody> bodies, PhaseTimeouts timeouts,
               Consumer<OpenAiCall> whenGone) {
        this.upstream = upstream;
        this.sent = sent;
        this.sink = sink;
        this.bodies = bodies;
        this.timeouts = timeouts;
        this.whenGone = whenGone;
        this.target = upstream.url();
    }

    void launch() {
        URI asked = target;
        Attempt attempt = new Attempt(this, upstream.request(asked, sent.trace()), sent.body());
        current = attempt;
        if (abandoned) {
            attempt.abandon();
        }
        try {
            upstream.execute(asked, attempt);
        } catch (RuntimeException e) {
            // The HTTP client has shut down and cannot be replaced at the moment.
            lost(attempt, e);
        }
    }

    /** Does nothing after the call's end: the rest of the body is read for a short time, so that the connection can be reused. */
    @Override
    public void cancel() {
        if (!sink.isOver()) {
            sink.silence();
            abandon();
        }
    }

    /** Ends the call from outside. What has arrived completes it if it is a whole answer, else the call fails. */
    void giveUp(Problem why) {
        step(() -> breakOff(why));
        abandon();
    }

    /** Ends the call if it has exceeded a timeout. Must be called periodically. */
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

    /** @throws IOException if the call has failed before the body's end, so that the client closes the connection instead of keeping it */
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
            throw new IOException("The reply was abandoned");
        }
        if (sink.isOver()) {
            timeouts.await(PhaseTimeouts.Wait.END_OF_BODY);
        }
    }

    /** Skips the body of a redirect, so that its connection can be used again. */
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

    /** Reports that the attempt has failed and its connection is closed. */
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
                // The same error would occur again at the end of the body.
                sink.failed(why);
            } else {
                step(() -> breakOff(why));
            }
        }
        gone();
    }

    /** Ends the call with a general failure, after an error in the report of an exchange's end. */
    void broke(Error fault) {
        LOG.log(System.Logger.Level.ERROR, "The end of a model call could not be reported", fault);
        sink.failed(BROKEN);
        whenGone.accept(this);
    }

    void gone() {
        if (!goesOn()) {
            whenGone.accept(this);
        }
    }

    /** Follows the redirect that has just ended, if there is one; returns false if the call ends here. */
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

    /** Runs a step under the lock; returns false if it made the call fail. */
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
