package dev.talaria.boot;

import dev.talaria.store.GroupCommit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Remembers what was built and closes it in reverse order, whatever an earlier close throws. */
final class Closing implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Closing.class.getName());
    private static final int PATIENCE_SECONDS = 10;

    private final Deque<AutoCloseable> built = new ArrayDeque<>();

    <C extends AutoCloseable> C add(C part) {
        built.push(part);
        return part;
    }

    <P extends ExecutorService> P addPool(P pool) {
        built.push(() -> stop(pool));
        return pool;
    }

    private static void stop(ExecutorService pool) throws InterruptedException {
        pool.shutdown();
        if (!pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            pool.shutdownNow();
            pool.awaitTermination(1, TimeUnit.SECONDS);
        }
        if (pool instanceof ThreadPoolExecutor threads && threads.getThreadFactory() instanceof NamedThreads named) {
            named.join();
        }
    }

    @Override
    public void close() {
        while (!built.isEmpty()) {
            try {
                built.pop().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOG.log(GroupCommit.level(e), "A component did not close cleanly", e);
            }
        }
    }
}
