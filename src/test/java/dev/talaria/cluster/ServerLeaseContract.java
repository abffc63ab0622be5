package dev.talaria.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.testing.TestDatabase;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What leases owe on every database. */
abstract class ServerLeaseContract {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(TestDatabase.daemons());
    private Database database;
    private GroupCommit commits;
    private LeaseStore store;

    abstract Database open();

    @BeforeEach
    void start() {
        database = open();
        commits = TestDatabase.writer(database);
        store = new LeaseStore(database);
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
        commits.close();
        database.close();
    }

    private ServerLease lease(ServerName name) {
        return ServerLease.take(store, commits, name, LONG, timer);
    }

    @Test
    void everyServerKnowsTheOthersThatLive() {
        try (ServerLease first = lease(ServerName.passing()); ServerLease second = lease(ServerName.passing())) {
            assertEquals(Set.of(second.server()), first.others());
            assertEquals(Set.of(first.server()), second.others());
        }
    }

    @Test
    void aServerThatStopsIsGoneAtOnce() {
        try (ServerLease first = lease(ServerName.passing())) {
            lease(ServerName.passing()).close();

            assertEquals(Set.of(), first.others());
        }
    }

    @Test
    void aServerThatDoesNotRenewItsLeaseIsGoneWhenItEnds() {
        commits.commit(store.renew("quick", LONG));
        commits.commit(store.renew("slow", Duration.ofSeconds(-1)));

        assertEquals(Set.of("quick"), store.living());
    }

    @Test
    void aServerThatRenewsItsLeaseLateLivesAgain() {
        commits.commit(store.renew("slow", Duration.ofSeconds(-1)));
        commits.commit(store.renew("slow", LONG));

        assertEquals(Set.of("slow"), store.living());
    }

    @Test
    void whoIsAloneKnowsNobody() {
        commits.commit(store.renew("other", LONG));

        try (ServerLease alone = ServerLease.alone(ServerName.passing(), LONG)) {
            assertEquals(Set.of(), alone.others());
        }
    }
}
