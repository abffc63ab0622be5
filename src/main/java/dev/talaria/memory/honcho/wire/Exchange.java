package dev.talaria.memory.honcho.wire;

import dev.talaria.outbound.BoundedReply;
import dev.talaria.outbound.Redirect;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.RequestNotExecutedException;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.jspecify.annotations.Nullable;

/**
 * One request and its reply. A kept connection that the server has closed breaks without a reply; a repeatable request is then sent once
 * more. Follows redirects within the same server. Safe for several threads, which its future synchronizes.
 */
final class Exchange implements FutureCallback<Answer> {
    /** A page of a hundred messages of maximum length, escaped. */
    private static final int MAX = 32 << 20;

    private final CompletableFuture<Answer> answer;
    private final Function<URI, AsyncRequestProducer> requests;
    private final Clock clock;
    private final CloseableHttpAsyncClient client;
    private boolean mayRepeat;
    private volatile URI asked;
    private volatile @Nullable Redirect redirect;
    private int hops;

    /**
     * @param requests makes the request to a URL
     * @param url      the URL to ask
     */
    Exchange(CompletableFuture<Answer> answer, CloseableHttpAsyncClient client, Function<URI, AsyncRequestProducer> requests, URI url,
             Clock clock, boolean repeatable) {
        this.answer = answer;
        this.client = client;
        this.requests = requests;
        this.asked = url;
        this.clock = clock;
        this.mayRepeat = repeatable;
    }

    void begin() {
        try {
            Future<Answer> sent = client.execute(requests.apply(asked), new BoundedReply<>(MAX, this::read), this);
            answer.whenComplete((done, fault) -> sent.cancel(true));
        } catch (IllegalStateException | RejectedExecutionException e) {
            answer.completeExceptionally(HonchoFault.unsent("The connections to Honcho are closed"));
        }
    }

    private Answer read(HttpResponse head, String body) {
        redirect = Redirect.of(asked, head).filter(elsewhere -> !elsewhere.shown().isEmpty()).orElse(null);
        return Answer.read(head, body, clock.instant());
    }

    @Override
    public void completed(Answer result) {
        Redirect elsewhere = redirect;
        URI next = elsewhere == null ? null : elsewhere.next(hops);
        if (elsewhere == null) {
            answer.complete(result);
        } else if (next != null) {
            hops++;
            asked = next;
            begin();
        } else {
            answer.completeExceptionally(HonchoFault.redirected(result, elsewhere.shown()));
        }
    }

    @Override
    public void failed(Exception fault) {
        HonchoFault known = of(fault);
        if (mayRepeat && !answer.isDone() && known.kind() == HonchoFault.Kind.UNANSWERED) {
            mayRepeat = false;
            begin();
        } else {
            answer.completeExceptionally(known);
        }
    }

    @Override
    public void cancelled() {
        answer.completeExceptionally(HonchoFault.unanswered("The call was abandoned"));
    }

    private static HonchoFault of(Exception fault) {
        if (fault instanceof HonchoFault known) {
            return known;
        }
        if (fault instanceof UnknownHostException) {
            return HonchoFault.unsent("Honcho's host name cannot be resolved");
        }
        if (fault instanceof ConnectException) {
            return HonchoFault.unsent("Honcho refuses connections");
        }
        if (fault instanceof ConnectTimeoutException) {
            return HonchoFault.unsent("The connection to Honcho timed out");
        }
        if (fault instanceof ConnectionRequestTimeoutException || fault instanceof RequestNotExecutedException) {
            return HonchoFault.unsent("No connection to Honcho was free in time");
        }
        return HonchoFault.unanswered("The connection to Honcho was lost");
    }
}
