package dev.talaria.memory.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.json.Json;
import dev.talaria.resilience.BackOff;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.testing.TestDatabase;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the outbox owes on whichever database. */
abstract class OutboxContract {
    private static final MemoryScope ANN = MemoryScope.ofKey("acme", "ann");
    private static final MemoryScope BOB = MemoryScope.ofKey("acme", "bob");
    private static final Duration SOON = Duration.ofMillis(1);
    private static final Outbox.Bounds QUICK = new Outbox.Bounds(4, 3, new BackOff(SOON, Duration.ofMillis(20)), Duration.ofMillis(5),
            Duration.ofSeconds(30), Duration.ofMillis(50), Duration.ofSeconds(5));
    private static final Outcome.Later LATER = new Outcome.Later(Duration.ZERO, "it is busy", false);

    private final ExecutorService threads = Executors.newCachedThreadPool(TestDatabase.daemons());
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(TestDatabase.daemons());
    private final Receiver receiver = new Receiver();
    private Database database;
    private GroupCommit commits;

    abstract Database database();

    @BeforeEach
    final void open() {
        database = database();
        commits = TestDatabase.writer(database);
    }

    @AfterEach
    final void close() {
        threads.shutdownNow();
        timer.shutdownNow();
        commits.close();
        database.close();
    }

    private Outbox outbox(Deliverer deliverer) {
        return outbox("there", deliverer, QUICK);
    }

    private Outbox outbox(String name, Deliverer deliverer, Outbox.Bounds bounds) {
        return Outbox.start(name, deliverer, new OutboxParts(database, commits, Clock.systemUTC(), threads, timer), bounds);
    }

    private static JsonObject payload(String text) {
        return Json.builders().createObjectBuilder().add("text", text).build();
    }

    private void add(Outbox outbox, MemoryScope scope, String... texts) {
        for (String text : texts) {
            commits.commit(outbox.add(scope, 0, payload(text)));
        }
    }

    private BacklogStore backlog() {
        return new BacklogStore(database, commits, Clock.systemUTC());
    }

    private List<Backlogged> waiting() {
        return backlog().list(new BacklogStore.DeliveryFilter(null, null, 0, 100)).items();
    }

    @Test
    final void deliversInTheOrderOfTheCommits() throws Exception {
        try (Outbox outbox = outbox(receiver)) {
            add(outbox, ANN, "one", "two", "three", "four", "five");

            assertEquals(List.of("one", "two", "three", "four", "five"), receiver.taken(5));
        }
        assertEquals(List.of(), waiting());
    }

    @Test
    final void deliversNothingOfATransactionThatFailed() throws Exception {
        try (Outbox outbox = outbox(receiver)) {
            assertThrows(IllegalStateException.class, () -> commits.commit(outbox.add(ANN, 0, payload("lost")).and(handle -> {
                throw new IllegalStateException("the rest of the turn");
            })));
            add(outbox, ANN, "kept");

            assertEquals(List.of("kept"), receiver.taken(1));
        }
    }

    @Test
    final void deliversWhatAnEarlierServerLeft() throws Exception {
        receiver.meets(ANN, delivery -> new Outcome.Later(Duration.ofMillis(200), "it is down", false));
        try (Outbox outbox = outbox("there", receiver, patient())) {
            add(outbox, ANN, "one", "two");
            receiver.seen(1);
        }

        Outbox outbox = outbox(receiver);
        assertEquals(List.of("one", "two"), receiver.taken(2));
        outbox.close();
    }

    /** Too patient for a second attempt within a test. */
    private static Outbox.Bounds patient() {
        return new Outbox.Bounds(4, 3, QUICK.backOff(), QUICK.probe(), QUICK.lease(), Duration.ofHours(1), SOON);
    }

    @Test
    final void triesAgainBeforeItGoesOn() throws Exception {
        receiver.meets(ANN, delivery -> LATER, delivery -> LATER, delivery -> {
            throw new IllegalStateException("a fault");
        });
        try (Outbox outbox = outbox(receiver)) {
            add(outbox, ANN, "one", "two");

            assertEquals(List.of("one", "two"), receiver.taken(2));
        }
        assertEquals(List.of("one", "one", "one", "one", "two"), receiver.seen().stream().map(Receiver::text).toList());
        assertEquals(List.of(0, 1, 2, 3, 0), receiver.seen().stream().map(QueuedDelivery::attempts).toList());
    }

    @Test
    final void tellsWhetherAnEarlierAttemptMayHaveArrived() throws Exception {
        receiver.meets(ANN, delivery -> LATER, delivery -> new Outcome.Later(Duration.ZERO, "no answer", true), delivery -> LATER);
        try (Outbox outbox = outbox(receiver)) {
            add(outbox, ANN, "one");
            receiver.taken(1);
        }

        assertEquals(List.of(false, false, true, true), receiver.seen().stream().map(QueuedDelivery::unclear).toList());
    }

    @Test
    final void deliversOneOfAScopeAndSeveralScopesAtATime() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        Function<QueuedDelivery, Outcome> together = delivery -> {
            both.countDown();
            await(both);
            return new Outcome.Delivered();
        };
        receiver.meets(ANN, together).meets(BOB, together);
        try (Outbox outbox = outbox(receiver)) {
            add(outbox, ANN, "ann 1", "ann 2");
            add(outbox, BOB, "bob 1", "bob 2");

            List<String> taken = receiver.taken(4);

            assertTrue(taken.indexOf("ann 1") < taken.indexOf("ann 2"));
            assertTrue(taken.indexOf("bob 1") < taken.indexOf("bob 2"));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    final void goesOnInOneScopeWhileAnotherFails() throws Exception {
        receiver.meets(ANN, delivery -> new Outcome.Later(Duration.ofHours(1), "not this one", false));
        try (Outbox outbox = outbox(receiver)) {
            add(outbox, ANN, "ann");
            receiver.seen(1);
            add(outbox, BOB, "bob");

            assertEquals(List.of("bob"), receiver.taken(1));
        }
    }

    @Test
    final void parksWhatIsRefusedAndGoesOn() throws Exception {
        receiver.meets(ANN, delivery -> new Outcome.Refused("it is too long"));
        try (Outbox outbox = outbox(receiver)) {
            add(outbox, ANN, "one", "two");

            assertEquals(List.of("two"), receiver.taken(1));
        }
        Backlogged parked = waiting().get(0);
        assertEquals("it is too long", parked.reason());
        assertTrue(parked.parkedAt() != null && !parked.unclear());
    }

    @Test
    final void resendsWhatWasParked() throws Exception {
        receiver.meets(ANN, delivery -> new Outcome.Refused("it is too long"));
        try (Outbox outbox = outbox(receiver)) {
            add(outbox, ANN, "one", "two");
            receiver.taken(1);

            assertTrue(backlog().resend(waiting().get(0)));

            assertEquals(List.of("two", "one"), receiver.taken(1));
        }
        assertEquals(List.of(), waiting());
    }

    @Test
    final void deletesWhatWasParked() throws Exception {
        receiver.meets(ANN, delivery -> new Outcome.Refused("it is too long"));
        try (Outbox outbox = outbox(receiver)) {
            add(outbox, ANN, "one");
            receiver.seen(1);
        }
        Backlogged parked = waiting().get(0);

        assertTrue(backlog().delete(parked));

        assertFalse(backlog().delete(parked));
        assertEquals(List.of(), waiting());
    }

    @Test
    final void stopsWhereNothingIsTakenAndGoesOnAfterAProbe() throws Exception {
        Function<QueuedDelivery, Outcome> halted = delivery -> new Outcome.Halted("the key is wrong");
        receiver.meets(ANN, halted, halted).meets(BOB, halted);
        Outbox outbox = outbox(receiver);
        add(outbox, ANN, "ann");
        add(outbox, BOB, "bob");

        assertEquals(2, receiver.taken(2).size());
        outbox.close();
        assertEquals(Optional.empty(), outbox.trouble());
    }

    @Test
    final void dropsWhatIsForgottenAndWhatATurnUnderWayAddsLater() throws Exception {
        receiver.meets(ANN, delivery -> new Outcome.Refused("it is too long"),
                delivery -> new Outcome.Later(Duration.ofMillis(50), "it is busy", false));
        try (Outbox outbox = outbox(receiver)) {
            add(outbox, ANN, "parked", "waiting", "waiting too");
            receiver.seen(2);

            commits.commit(outbox.drop(ANN, 1));
            add(outbox, ANN, "of a turn under way");
            commits.commit(outbox.add(ANN, 1, payload("new")));

            assertEquals(List.of("new"), receiver.taken(1));
        }
        assertEquals(List.of(), waiting());
    }

    @Test
    final void leavesOtherDestinationsAlone() throws Exception {
        Receiver elsewhere = new Receiver();
        try (Outbox there = outbox(receiver); Outbox other = outbox("elsewhere", elsewhere, QUICK)) {
            add(other, ANN, "for elsewhere");
            add(there, ANN, "for there");

            assertEquals(List.of("for there"), receiver.taken(1));
            assertEquals(List.of("for elsewhere"), elsewhere.taken(1));
        }
    }

    @Test
    final void takesTextsOfAnyLength() throws Exception {
        String text = "x".repeat(3_000_000);
        try (Outbox outbox = outbox(receiver)) {
            add(outbox, ANN, text);

            assertEquals(List.of(text), receiver.taken(1));
        }
    }

    @Test
    final void deliversWhatWaitsBeforeItCloses() {
        Outbox outbox = outbox(receiver);
        String[] texts = IntStream.range(0, 50).mapToObj(i -> "text " + i).toArray(String[]::new);
        add(outbox, ANN, texts);

        outbox.close();

        assertEquals(List.of(texts), receiver.taken());
    }

    @Test
    final void closesThoughADeliveryHangs() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        receiver.meets(ANN, delivery -> {
            await(never);
            return LATER;
        });
        Outbox outbox = outbox("there", receiver, patient());
        add(outbox, ANN, "one");
        receiver.seen(1);

        outbox.close();

        assertEquals(1, waiting().size());
        assertTrue(waiting().get(0).unclear());
        never.countDown();
    }
}
