package dev.talaria.memory.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.testing.TestClock;
import dev.talaria.testing.TestDatabase;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who delivers a scope, where two servers could. */
abstract class HoldsContract {
    private static final MemoryScope ANN = MemoryScope.ofKey("acme", "ann");
    private static final Duration LEASE = Outbox.Bounds.DEFAULT.lease();

    private final TestClock clock = new TestClock();
    private Database database;
    private GroupCommit commits;
    private QueueStore queues;
    private DeliveryStore deliveries;
    private QueueLeases one;
    private QueueLeases two;

    abstract Database database();

    @BeforeEach
    final void open() {
        database = database();
        commits = TestDatabase.writer(database);
        queues = new QueueStore(database, "there");
        deliveries = new DeliveryStore(database, "there");
        one = server();
        two = server();
    }

    @AfterEach
    final void close() {
        commits.close();
        database.close();
    }

    private QueueLeases server() {
        return new QueueLeases(queues, deliveries, commits, clock, Outbox.Bounds.DEFAULT);
    }

    private void add(String text) {
        commits.commit(handle -> {
            queues.awaken(handle, ANN, clock.instant());
            deliveries.insert(handle, ANN, 0, text, clock.instant());
        });
    }

    private Optional<String> claimed(QueueLeases server) {
        return server.claim().flatMap(server::payload);
    }

    @Test
    final void keepsAScopeFromAllOthers() {
        add("first");
        add("second");

        assertEquals(Optional.of("first"), claimed(one));
        assertEquals(Optional.empty(), claimed(two));
    }

    @Test
    final void losesItWhenTheLeaseIsOver() {
        add("first");
        one.claim();

        clock.advance(LEASE);

        QueueLeases.LeasedDelivery taken = two.claim().orElseThrow();
        assertTrue(taken.head().unclear());
        assertEquals(1, taken.head().attempts());
    }

    @Test
    final void keepsItWhileItRenews() {
        add("first");
        one.claim();

        for (int i = 0; i < 4; i++) {
            clock.advance(LEASE.dividedBy(2));
            one.renew();
            commits.commit(handle -> { });
            assertEquals(Optional.empty(), claimed(two));
        }
    }

    @Test
    final void renewsNothingThatItHasGivenBack() {
        add("first");
        QueueLeases.LeasedDelivery leasedDelivery = one.claim().orElseThrow();
        one.settle(leasedDelivery, new Outcome.Later(Duration.ZERO, "busy", false), true);
        clock.advance(LEASE);
        two.claim();

        one.renew();
        clock.advance(LEASE);

        assertEquals(Optional.of("first"), claimed(one));
    }

    @Test
    final void changesNothingOfWhatItHasLost() {
        add("first");
        QueueLeases.LeasedDelivery lost = one.claim().orElseThrow();
        clock.advance(LEASE);
        QueueLeases.LeasedDelivery leasedDelivery = two.claim().orElseThrow();

        assertEquals(Optional.empty(), one.settle(lost, new Outcome.Refused("too long"), true));

        assertEquals(Optional.of("first"), two.payload(leasedDelivery));
        assertEquals(Optional.empty(), two.settle(leasedDelivery, new Outcome.Delivered(), true));
        assertEquals(Optional.empty(), claimed(one));
    }

    @Test
    final void removesWhatHasArrivedThoughTheHoldWasLost() {
        add("first");
        add("second");
        QueueLeases.LeasedDelivery lost = one.claim().orElseThrow();
        clock.advance(LEASE);
        QueueLeases.LeasedDelivery leasedDelivery = two.claim().orElseThrow();
        one.settle(lost, new Outcome.Delivered(), true);

        assertEquals(Optional.empty(), two.payload(leasedDelivery));
        assertEquals(Optional.of("second"), two.settle(leasedDelivery, new Outcome.Delivered(), true).flatMap(two::payload));
    }

    @Test
    final void waitsAsLongAsItWasTold() {
        add("first");
        one.settle(one.claim().orElseThrow(), new Outcome.Later(Duration.ofMinutes(5), "busy", false), true);

        clock.advance(Duration.ofMinutes(5).minusSeconds(1));
        assertEquals(Optional.empty(), claimed(one));

        clock.advance(Duration.ofSeconds(1));
        assertEquals(Optional.of("first"), claimed(one));
    }

    @Test
    final void letsOthersComeInBetweenAfterAWhile() {
        for (int i = 0; i <= Outbox.Bounds.DEFAULT.turn(); i++) {
            add("ann");
        }
        MemoryScope bob = MemoryScope.ofKey("acme", "bob");
        clock.advance(Duration.ofSeconds(1));
        commits.commit(handle -> {
            queues.awaken(handle, bob, clock.instant());
            deliveries.insert(handle, bob, 0, "bob", clock.instant());
        });
        clock.advance(Duration.ofSeconds(1));

        Optional<QueueLeases.LeasedDelivery> leasedDeliverys = one.claim();
        while (leasedDeliverys.isPresent()) {
            leasedDeliverys = one.settle(leasedDeliverys.get(), new Outcome.Delivered(), true);
        }

        assertEquals(Optional.of("bob"), claimed(one));
        assertEquals(Optional.of("ann"), claimed(one));
    }
}
