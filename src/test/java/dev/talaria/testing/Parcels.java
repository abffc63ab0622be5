package dev.talaria.testing;

import dev.talaria.json.Json;
import dev.talaria.memory.outbox.Deliverer;
import dev.talaria.memory.outbox.Outbox;
import dev.talaria.memory.outbox.OutboxParts;
import dev.talaria.memory.outbox.Outcome;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;

/** Puts deliveries into a server's outbox, beside it, for a destination that it does not know. */
public final class Parcels implements AutoCloseable {
    private static final String DESTINATION = "elsewhere";

    private final Database database;
    private final GroupCommit commits;
    private final ExecutorService threads = Executors.newCachedThreadPool(TestDatabase.daemons());
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(TestDatabase.daemons());

    private Parcels(Database database) {
        this.database = database;
        this.commits = TestDatabase.writer(database);
    }

    static Parcels in(Database database) {
        return new Parcels(database);
    }

    /** One that waits. */
    public void waiting(MemoryScope scope, String text) {
        add(scope, text, delivery -> new Outcome.Delivered(), task -> {
            throw new RejectedExecutionException("nobody delivers");
        });
    }

    /** One that was refused for good. */
    public void parked(MemoryScope scope, String text, String why) {
        add(scope, text, delivery -> new Outcome.Refused(why), threads);
    }

    private void add(MemoryScope scope, String text, Deliverer deliverer, Executor on) {
        OutboxParts parts = new OutboxParts(database, commits, Clock.systemUTC(), on, timer);
        try (Outbox outbox = Outbox.start(DESTINATION, deliverer, parts, Outbox.Bounds.DEFAULT)) {
            commits.commit(outbox.add(scope, 0, Json.builders().createObjectBuilder().add("text", text).build()));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        timer.shutdownNow();
        commits.close();
    }
}
