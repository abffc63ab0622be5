package dev.talaria.memory.local.semantic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.memory.Embedder;
import dev.talaria.testing.WordEmbedder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueryVectorsTest {
    private final ExecutorService threads = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(1));
    private final WordEmbedder words = new WordEmbedder("words");

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    /** Answers once it is let. */
    private record HeldEmbedder(Embedder embedder, CountDownLatch let, CountDownLatch answered) implements Embedder {
        @Override
        public List<float[]> embed(List<String> texts, Duration deadline) {
            try {
                assertTrue(let.await(20, TimeUnit.SECONDS));
                return embedder.embed(texts, deadline);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                answered.countDown();
            }
        }

        @Override
        public String model() {
            return embedder.model();
        }

        @Override
        public int dimension() {
            return embedder.dimension();
        }

        @Override
        public int batch() {
            return embedder.batch();
        }

        @Override
        public String description() {
            return embedder.description();
        }

        @Override
        public void close() {
        }
    }

    @Test
    void embedsTheSameQueryOnce() {
        QueryVectors queries = new QueryVectors(words, threads, Duration.ofSeconds(20));

        float[] first = queries.of("parrot").orElseThrow();

        assertSame(first, queries.of("parrot").orElseThrow());
        assertEquals(List.of("parrot"), words.seen());
    }

    @Test
    void goesWithoutAVectorThatIsLateAndHasItTheNextTime() throws InterruptedException {
        HeldEmbedder held = new HeldEmbedder(words, new CountDownLatch(1), new CountDownLatch(1));
        QueryVectors queries = new QueryVectors(held, threads, Duration.ofMillis(1));

        assertEquals(Optional.empty(), queries.of("parrot"));
        held.let().countDown();
        assertTrue(held.answered().await(20, TimeUnit.SECONDS));
        threads.shutdown();
        assertTrue(threads.awaitTermination(20, TimeUnit.SECONDS));

        assertEquals(4, queries.of("parrot").orElseThrow().length);
    }

    @Test
    void doesNotAskForAWhileAfterSomeFailures() {
        words.broken(true);
        QueryVectors queries = new QueryVectors(words, threads, Duration.ofSeconds(20));

        for (String query : List.of("one", "two", "three", "four", "five")) {
            assertEquals(Optional.empty(), queries.of(query));
        }

        assertEquals(List.of("one", "two", "three"), words.seen());
        String why = queries.trouble().orElseThrow();
        assertTrue(why.startsWith("memory is searched by words alone: "), why);
    }

    @Test
    void isInNoTroubleAfterOneFailureAmongOthers() {
        words.broken(true);
        QueryVectors queries = new QueryVectors(words, threads, Duration.ofSeconds(20));
        queries.of("one");
        assertEquals(Optional.empty(), queries.trouble());
    }

    @Test
    void goesWithoutWhereNoThreadIsFree() {
        HeldEmbedder held = new HeldEmbedder(words, new CountDownLatch(1), new CountDownLatch(1));
        QueryVectors queries = new QueryVectors(held, threads, Duration.ofMillis(1));

        for (String query : List.of("running", "waiting", "refused")) {
            assertEquals(Optional.empty(), queries.of(query));
        }

        held.let().countDown();
    }
}
