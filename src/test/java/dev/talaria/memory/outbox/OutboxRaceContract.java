package dev.talaria.memory.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.json.Json;
import dev.talaria.resilience.BackOff;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.testing.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two servers over one database deliver to a destination that fails in every way it can, are restarted and killed: in the end each delivery
 * has arrived once, in the order of its scope.
 */
abstract class OutboxRaceContract {
    private static final int SCOPES = 8;
    private static final int EACH = 15;
    private static final Duration LEASE = Duration.ofSeconds(3);
    private static final Outbox.Bounds BOUNDS = new Outbox.Bounds(3, 4, new BackOff(Duration.ofMillis(1), Duration.ofMillis(10)),
            Duration.ofMillis(5), LEASE, Duration.ofMillis(100), Duration.ofMillis(20));

    private final CountDownLatch over = new CountDownLatch(1);
    private final Provider provider = new Provider();
    private Database database;

    abstract Database database();

    @BeforeEach
    final void open() {
        database = database();
    }

    @AfterEach
    final void close() {
        over.countDown();
        database.close();
    }

    /** Takes each delivery once where it is told that an earlier attempt may have arrived, as a provider without idempotency does. */
    private static final class Provider {
        private final Map<MemoryScope, List<Integer>> taken = new HashMap<>();
        private final Semaphore arrivals = new Semaphore(0);

        synchronized void take(QueuedDelivery delivery) {
            List<Integer> scope = taken.computeIfAbsent(delivery.scope(), s -> new ArrayList<>());
            int number = delivery.payload().getInt("number");
            if (!delivery.unclear() || !scope.contains(number)) {
                scope.add(number);
                arrivals.release();
            }
        }
    }

    /** One server, until it is stopped or killed. */
    private final class Server {
        private final ExecutorService threads = Executors.newFixedThreadPool(BOUNDS.parallel(), TestDatabase.daemons());
        private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(TestDatabase.daemons());
        private final GroupCommit commits = TestDatabase.writer(database);
        private final Random random;
        private volatile boolean killed;
        final Outbox outbox;

        Server(long seed) {
            random = new Random(seed);
            outbox = Outbox.start("there", this::deliver, new OutboxParts(database, commits, Clock.systemUTC(), threads, timer), BOUNDS);
        }

        private Outcome deliver(QueuedDelivery delivery) {
            dieIfKilled();
            int way;
            synchronized (random) {
                way = random.nextInt(12);
            }
            if (way < 8) {
                provider.take(delivery);
            }
            dieIfKilled();
            return switch (way) {
                case 0 -> throw new IllegalStateException("after it arrived");
                case 1 -> new Outcome.Later(Duration.ZERO, "no answer, though it arrived", true);
                case 8 -> new Outcome.Later(Duration.ofMillis(3), "busy", false);
                case 9 -> new Outcome.Later(Duration.ZERO, "no answer", true);
                case 10 -> new Outcome.Halted("wrong key");
                case 11 -> throw new IllegalStateException("before it arrived");
                default -> new Outcome.Delivered();
            };
        }

        /** Nothing more comes of a thread whose process is gone. */
        private void dieIfKilled() {
            if (killed) {
                try {
                    over.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                throw new IllegalStateException("killed");
            }
        }

        void add(MemoryScope scope, int number) {
            commits.commit(outbox.add(scope, 0, Json.builders().createObjectBuilder().add("number", number).build()));
        }

        void kill() {
            killed = true;
            timer.shutdownNow();
            commits.close();
        }

        void stop() {
            outbox.close();
            timer.shutdownNow();
            threads.shutdown();
            commits.close();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    final void deliversEachOnceAndInOrderWhateverHappens(long seed) throws Exception {
        Random random = new Random(seed);
        List<MemoryScope> scopes = IntStream.range(0, SCOPES).mapToObj(i -> MemoryScope.ofKey("acme", "scope " + i)).toList();
        List<Server> servers = new ArrayList<>(List.of(new Server(random.nextLong()), new Server(random.nextLong())));
        for (int number = 0; number < EACH; number++) {
            for (MemoryScope scope : scopes) {
                servers.get(random.nextInt(servers.size())).add(scope, number);
            }
            if (number % 5 == 4) {
                Server gone = servers.remove(random.nextInt(servers.size()));
                if (number == 9) {
                    gone.kill();
                } else {
                    gone.stop();
                }
                servers.add(new Server(random.nextLong()));
            }
        }

        boolean all = provider.arrivals.tryAcquire(SCOPES * EACH, 60, TimeUnit.SECONDS);
        servers.forEach(Server::stop);

        assertEquals(true, all, () -> "only " + provider.taken);
        List<Integer> inOrder = IntStream.range(0, EACH).boxed().toList();
        scopes.forEach(scope -> assertEquals(inOrder, provider.taken.get(scope)));
    }
}
