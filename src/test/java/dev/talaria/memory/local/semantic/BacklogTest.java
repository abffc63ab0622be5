package dev.talaria.memory.local.semantic;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.testing.TestDatabase;
import dev.talaria.testing.WordEmbedder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private final Database database = TestDatabase.sqlite();
    private final GroupCommit writer = TestDatabase.writer(database);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final ExecutorService committer = Executors.newSingleThreadExecutor();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);

    /** A database that takes its time with the look for scopes that nobody announced. */
    private final class SlowStore extends VectorStore {
        SlowStore() {
            super(database, "words");
        }

        @Override
        List<MemoryScope> behind(int limit) {
            asked.countDown();
            try {
                assertTrue(answer.await(30, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return List.of();
        }
    }

    @AfterEach
    void close() throws InterruptedException {
        answer.countDown();
        for (ExecutorService pool : List.of(timer, worker, committer)) {
            pool.shutdown();
            assertTrue(pool.awaitTermination(20, TimeUnit.SECONDS));
        }
        writer.close();
        database.close();
    }

    @Test
    void takesNewsWhileItAsksTheDatabase() throws Exception {
        try (Backlog backlog = new Backlog(new SlowStore(), writer, new WordEmbedder("words"), timer, worker,
                new Backlog.Pace(Duration.ofMillis(1), Duration.ofMinutes(10)))) {
            backlog.start();
            assertTrue(asked.await(20, TimeUnit.SECONDS));

            committer.submit(() -> backlog.wake(MemoryScope.ofKey("acme", "ann"))).get(20, TimeUnit.SECONDS);

            answer.countDown();
        }
    }
}
