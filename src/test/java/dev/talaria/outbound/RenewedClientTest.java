package dev.talaria.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.TestDatabase;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.async.methods.SimpleRequestProducer;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RenewedClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ScriptedUpstream server = new ScriptedUpstream();
    private final AtomicInteger made = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicInteger refusals = new AtomicInteger();
    private final RenewedClient client = new RenewedClient(this::thread, this::build);

    private Thread thread(Runnable work) {
        made.incrementAndGet();
        return TestDatabase.daemons().newThread(() -> {
            try {
                work.run();
            } finally {
                ended.countDown();
            }
        });
    }

    private RenewedClient.Parts build(ThreadFactory made) {
        if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IllegalStateException("Too many open files");
        }
        return OutboundClient.with(4, PATIENCE, made);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
    }

    private void ask(BoundedReply<String> reply) {
        client.get().execute(SimpleRequestProducer.create(SimpleRequestBuilder.get(server.baseUrl()).build()), reply, null);
    }

    private String answer() throws Exception {
        server.answer(Script.json("{}"));
        return client.get().execute(SimpleRequestProducer.create(SimpleRequestBuilder.get(server.baseUrl()).build()),
                new BoundedReply<>(64, (head, body) -> body), null).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** An error, unlike an exception, ends the thread that meets it. */
    private void breakIoThread() throws InterruptedException {
        server.answer(Script.json("{}"));
        ask(new BoundedReply<>(64, (head, body) -> {
            throw new NoClassDefFoundError("some/ClassThatCannotBeRead");
        }));
        assertTrue(ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void keepsTheClientThatWorks() throws Exception {
        CloseableHttpAsyncClient first = client.get();

        assertEquals("{}", answer());
        assertSame(first, client.get());
    }

    @Test
    void answersAgainAfterAnIoThreadHasEnded() throws Exception {
        CloseableHttpAsyncClient first = client.get();

        breakIoThread();

        assertEquals("{}", answer());
        assertNotSame(first, client.get());
    }

    @Test
    void triesAgainWhereNoneCanBeBuilt() throws Exception {
        breakIoThread();
        refusals.set(1);

        assertThrows(IllegalStateException.class, client::get);
        assertEquals("{}", answer());
    }

    @Test
    void isNotBuiltAnewOnceItIsClosed() throws Exception {
        breakIoThread();
        client.close();
        int before = made.get();

        client.get();

        assertEquals(before, made.get());
    }
}
