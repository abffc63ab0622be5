package dev.talaria.model.openai;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.client5.http.async.AsyncExecRuntime;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.RequestNotExecutedException;
import org.apache.hc.core5.http.impl.BasicEntityDetails;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * One HTTP exchange of a call. Sends the body, passes the response to the call and knows whether another attempt is safe. The client calls
 * it on its I/O threads, one at a time; only {@link #abandon} may be called on any thread.
 */
final class Attempt implements AsyncRequestProducer, AsyncResponseConsumer<Void> {
    private static final String ATTEMPT = "talaria.attempt";
    private static final long UNSENT = -1;

    private final OpenAiCall call;
    private final HttpRequest request;
    private final ByteBuffer body;
    private final HttpClientContext context = HttpClientContext.create();
    /** Number of bytes that the connection had received before this request; 0 on a new one. */
    private volatile long receivedBefore = UNSENT;
    private volatile boolean answered;
    private FutureCallback<Void> result;
    private volatile AsyncExecRuntime connection;
    private volatile boolean abandoned;

    Attempt(OpenAiCall call, HttpRequest request, byte[] body) {
        this.call = call;
        this.request = request;
        this.body = ByteBuffer.wrap(body);
        context.setAttribute(ATTEMPT, this);
    }

    static Attempt of(HttpClientContext context) {
        return (Attempt) context.getAttribute(ATTEMPT);
    }

    /** Called when the exchange has a connection and before anything is sent on it; returns false if the attempt was abandoned. */
    boolean mayGoOn(AsyncExecRuntime connected) {
        connection = connected;
        return !abandoned;
    }

    /**
     * Closes the connection now or, if there is none yet, as soon as there is one. The client's own cancellation does not suffice: it can
     * lose a cancel that arrives between two of its steps, and a connection that opens meanwhile.
     */
    void abandon() {
        abandoned = true;
        AsyncExecRuntime open = connection;
        if (open != null) {
            open.discardEndpoint();
        }
    }

    HttpClientContext context() {
        return context;
    }

    /** Returns the callback that the client calls once, when the exchange is over and its connection is released or closed. */
    FutureCallback<Void> outcome() {
        return new FutureCallback<>() {
            @Override
            public void completed(Void nothing) {
                end(call::gone);
            }

            @Override
            public void failed(Exception cause) {
                end(() -> call.lost(Attempt.this, cause));
            }

            @Override
            public void cancelled() {
                end(call::gone);
            }
        };
    }

    /** Catches every {@link Error}, which would end the I/O thread and with it all other calls. */
    private void end(Runnable telling) {
        try {
            telling.run();
        } catch (Error e) {
            call.broke(e);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Turns an {@link Error} into an exception, which ends this exchange only; see {@link #end}. */
    private static void guarded(Step step) throws IOException {
        try {
            step.run();
        } catch (Error e) {
            throw new IOException(e);
        }
    }

    /**
     * Returns whether a kept-alive connection broke before the first byte of a response. Its server had then most likely closed it before
     * it saw the request, so that a retry is safe.
     */
    boolean diedOnOldConnection(Exception cause) {
        if (answered) {
            return false;
        }
        EndpointDetails details = context.getEndpointDetails();
        if (details == null) {
            return cause instanceof RequestNotExecutedException;
        }
        long received = details.getReceivedBytesCount();
        return received > 0 && (receivedBefore == UNSENT || received == receivedBefore);
    }

    @Override
    public void sendRequest(RequestChannel channel, HttpContext ignored) throws HttpException, IOException {
        channel.sendRequest(request, new BasicEntityDetails(body.remaining(), ContentType.APPLICATION_JSON), ignored);
    }

    @Override
    public int available() {
        return body.remaining();
    }

    @Override
    public void produce(DataStreamChannel channel) throws IOException {
        if (body.position() == 0) {
            receivedBefore = context.getEndpointDetails().getReceivedBytesCount();
        }
        channel.write(body);
        call.sent();
        if (!body.hasRemaining()) {
            channel.endStream();
        }
    }

    @Override
    public void consumeResponse(HttpResponse response, EntityDetails entity, HttpContext ignored, FutureCallback<Void> callback)
            throws IOException {
        answered = true;
        result = callback;
        guarded(() -> call.answered(response));
        if (entity == null) {
            streamEnd(List.of());
        }
    }

    @Override
    public void consume(ByteBuffer bytes) throws IOException {
        guarded(() -> call.received(bytes));
    }

    @Override
    public void streamEnd(List<? extends Header> trailers) throws IOException {
        guarded(call::ended);
        result.completed(null);
    }

    @Override
    public void updateCapacity(CapacityChannel channel) throws IOException {
        channel.update(Integer.MAX_VALUE);
    }

    /** Does nothing: {@link #outcome} reports the failure. */
    @Override
    public void failed(Exception cause) {
    }

    @Override
    public void informationResponse(HttpResponse response, HttpContext ignored) {
        answered = true;
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public void releaseResources() {
        body.position(body.limit());
    }
}
