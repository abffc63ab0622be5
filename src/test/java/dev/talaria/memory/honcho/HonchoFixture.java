package dev.talaria.memory.honcho;

import dev.talaria.config.HonchoConfig;
import dev.talaria.config.Secret;
import dev.talaria.memory.honcho.wire.HonchoClient;
import dev.talaria.memory.outbox.BacklogStore;
import dev.talaria.memory.outbox.Backlogged;
import dev.talaria.memory.outbox.Outbox;
import dev.talaria.memory.outbox.OutboxParts;
import dev.talaria.resilience.BackOff;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Write;
import dev.talaria.testing.TestDatabase;
import dev.talaria.testing.honcho.ScriptedHoncho;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A scripted Honcho, a database with its writer, and whatever memories a test opens over them. */
final class HonchoFixture implements AutoCloseable {
    static final Duration READ = Duration.ofMillis(Integer.getInteger("it.honcho.patience", 1_500));
    static final HonchoConfig.Timeouts TIMEOUTS = new HonchoConfig.Timeouts(Duration.ofSeconds(2), READ, READ, READ);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Outbox.Bounds QUICK = new Outbox.Bounds(4, 8, new BackOff(Duration.ofMillis(5), Duration.ofMillis(50)),
            Duration.ofMillis(50), Duration.ofSeconds(30), Duration.ofMillis(200), Duration.ofSeconds(5));
    static final HonchoConfig.Naming HASHED = new HonchoConfig.Naming("talaria-{tenant}", "talaria", false, Optional.empty(), false);
    static final HonchoConfig.Naming TRANSCRIPTS = new HonchoConfig.Naming("talaria-{tenant}", "talaria", false, Optional.empty(), true);
    static final HonchoConfig.Naming HERMES = new HonchoConfig.Naming("hermes", "hermes", true, Optional.empty(), false);

    final ScriptedHoncho honcho = new ScriptedHoncho();
    final Database database = TestDatabase.sqlite();
    final GroupCommit commits = TestDatabase.writer(database);
    private final ExecutorService threads = Executors.newCachedThreadPool(TestDatabase.daemons());
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1, TestDatabase.daemons());

    HonchoMemory memory() {
        return memory(HASHED);
    }

    HonchoMemory memory(HonchoConfig.Naming naming) {
        return memory(config(honcho.url(), naming, HonchoConfig.Recall.HYBRID, 0));
    }

    HonchoMemory memory(HonchoConfig config) {
        return new HonchoMemory(config, client(config), new OutboxParts(database, commits, Clock.systemUTC(), threads, timer), QUICK,
                Duration.ofSeconds(5));
    }

    HonchoClient client(HonchoConfig config) {
        return new HonchoClient(config, TestDatabase.daemons(), timer, Clock.systemUTC());
    }

    static HonchoConfig config(URI url, HonchoConfig.Naming naming, HonchoConfig.Recall recall, int cadence) {
        return new HonchoConfig(url, Optional.of(new Secret("workspace-key")), Map.of(), naming, recall,
                new HonchoConfig.Dialectic(cadence, "low"), TIMEOUTS);
    }

    HonchoConfig config(HonchoConfig.Session session, HonchoConfig.Dialectic dialectic) {
        return new HonchoConfig(honcho.url(), Optional.of(new Secret("workspace-key")), Map.of(), HASHED, HonchoConfig.Recall.HYBRID,
                session, dialectic, TIMEOUTS);
    }

    /** Durable, and delivered or parked. */
    void commit(Write write) {
        commits.submit(write).orTimeout(20, TimeUnit.SECONDS).join();
        awaitDelivery();
    }

    /** Until nothing waits any more. */
    void awaitDelivery() {
        awaitTrue(() -> backlog().stream().allMatch(delivery -> delivery.parkedAt() != null));
    }

    /** Until an attempt at what waits has failed. */
    void awaitAttempt() {
        awaitTrue(() -> backlog().stream().anyMatch(delivery -> delivery.reason() != null));
    }

    /** Looks again and again, up to a deadline. */
    void awaitTrue(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it never came to be; waiting: " + backlog());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    List<Backlogged> backlog() {
        return new BacklogStore(database, commits, Clock.systemUTC()).list(new BacklogStore.DeliveryFilter(null, null, 0, 100)).items();
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        timer.shutdownNow();
        commits.close();
        database.close();
        honcho.close();
    }
}
