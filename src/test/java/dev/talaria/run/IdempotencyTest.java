package dev.talaria.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.event.Cancellation.Reason;
import dev.talaria.event.RunEnded;
import dev.talaria.event.RunEnded.RunCancelled;
import dev.talaria.event.RunEnded.RunCompleted;
import dev.talaria.event.RunEnded.RunFailed;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.Usage;
import dev.talaria.scope.Caller;
import dev.talaria.scope.Identity;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.testing.Crowd;
import dev.talaria.testing.Scopes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyTest {
    private static final Message NOTHING = Message.assistant("");
    private static final RunEnded COMPLETED = new RunCompleted(NOTHING, List.of(), FinishReason.STOP, null, Usage.NONE);
    private static final RunEnded FAILED = new RunFailed(Problem.of(ErrorCode.UPSTREAM_ERROR, "broken"), NOTHING, Usage.NONE);
    private static final RunEnded CANCELLED = new RunCancelled(Reason.STOPPED, NOTHING, Usage.NONE);
    private static final SessionRef SESSION = SessionRef.named("acme", "", "s1");
    private static final RequestScope SCOPE = Scopes.of(SESSION, Scopes.MEMORY, "k1");

    private final Idempotency idempotency = new Idempotency();

    @Test
    void theSameRequestInFlightSharesTheRun() {
        Started first = start(SCOPE, "body");
        Started second = start(SCOPE, "body");

        assertFalse(first.replayed());
        assertTrue(second.replayed());
        assertSame(first.run(), second.run());
    }

    @Test
    void theSameRequestAfterTheEndGetsTheSameRun() {
        Started first = start(SCOPE, "body");
        first.run().append(COMPLETED);

        assertSame(first.run(), start(SCOPE, "body").run());
    }

    @Test
    void refusesTheKeyWithAnotherBody() {
        start(SCOPE, "body");

        ApiException conflict = assertThrows(ApiException.class, () -> start(SCOPE, "other body"));

        assertEquals(ErrorCode.IDEMPOTENCY_KEY_CONFLICT, conflict.code());
    }

    @Test
    void withoutAKeyEveryRequestIsItsOwn() {
        RequestScope keyless = Scopes.named("s1");

        assertNotSame(start(keyless, "body").run(), start(keyless, "body").run());
    }

    static Stream<RequestScope> strangers() {
        return Stream.of(
                Scopes.of(SESSION, Scopes.MEMORY, "k2"),
                Scopes.of(SessionRef.named("acme", "", "s2"), Scopes.MEMORY, "k1"),
                Scopes.of(SessionRef.named("acme", "ann", "s1"), Scopes.MEMORY, "k1"),
                Scopes.of(SESSION, MemoryScope.ofKey("acme", "bob"), "k1"),
                Scopes.of(SESSION, null, "k1"),
                by(new Caller("acme", "other-key", false)),
                by(new Caller("umbrella", "test", false)));
    }

    private static RequestScope by(Caller caller) {
        return new RequestScope("req-1", caller, SESSION, null, Identity.NONE, Scopes.MEMORY, "k1");
    }

    @ParameterizedTest
    @MethodSource("strangers")
    void neverSharesARunWithAStranger(RequestScope stranger) {
        Started ours = start(SCOPE, "body");

        assertNotSame(ours.run(), start(stranger, "body").run());
    }

    static Stream<RunEnded> notCompleted() {
        return Stream.of(FAILED, CANCELLED);
    }

    @ParameterizedTest
    @MethodSource("notCompleted")
    void aRunWithoutAnAnswerIsForgotten(RunEnded end) {
        Started first = start(SCOPE, "body");

        first.run().append(end);

        assertNotSame(first.run(), start(SCOPE, "body").run());
    }

    @Test
    void aRunThatFailsWhileItIsLaunchedIsForgotten() {
        Started first = idempotency.start(SCOPE, "body", () -> ended(FAILED));

        assertNotSame(first.run(), start(SCOPE, "body").run());
    }

    @ParameterizedTest
    @MethodSource("notCompleted")
    void whoeverIsShownTheEndMayTryAgain(RunEnded end) {
        Started first = start(SCOPE, "body");
        List<Run> again = new ArrayList<>();
        first.run().outcome().thenAccept(shown -> again.add(start(SCOPE, "body").run()));

        first.run().append(end);

        assertNotSame(first.run(), again.get(0));
    }

    @Test
    void theEndOfAForgottenRunLeavesItsSuccessorAlone() {
        Started first = start(SCOPE, "body");
        first.run().append(FAILED);
        Started second = start(SCOPE, "body");

        first.run().append(FAILED);

        assertSame(second.run(), start(SCOPE, "body").run());
    }

    @Test
    void aLaunchThatThrowsLeavesNothingBehind() {
        assertThrows(IllegalStateException.class, () -> idempotency.start(SCOPE, "body", () -> {
            throw new IllegalStateException("no run");
        }));

        assertFalse(start(SCOPE, "body").replayed());
    }

    /** Keys of any hash: where two share a bin of the map, one may be removed while the other is entered. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void aLaunchMayEndOtherRuns(int round) {
        for (int name = round * 8; name < round * 8 + 8; name++) {
            List<Started> first = IntStream.range(0, 100).mapToObj(i -> start(keyed("first" + i), "body")).toList();
            RequestScope second = keyed("second" + name);

            idempotency.start(second, "body", () -> {
                first.forEach(each -> each.run().append(CANCELLED));
                return Scopes.run();
            });

            assertTrue(start(second, "body").replayed(), "second" + name);
            IntStream.range(0, 100).forEach(i -> {
                Started again = start(keyed("first" + i), "body");
                assertFalse(again.replayed());
                again.run().append(CANCELLED);
            });
        }
    }

    @Test
    void aLaunchKeepsNobodyWaitingButItsOwnKey() throws Exception {
        idempotency.start(SCOPE, "body", () -> {
            CompletableFuture.runAsync(() -> IntStream.range(0, 2_000).forEach(i -> start(keyed("other" + i), "body")))
                    .orTimeout(20, TimeUnit.SECONDS).join();
            return Scopes.run();
        });

        assertTrue(start(SCOPE, "body").replayed());
    }

    @Test
    void whoWaitedForALaunchThatFailedLaunchesItself() throws Exception {
        CompletableFuture<Started> second = new CompletableFuture<>();
        CountDownLatch waiting = new CountDownLatch(1);
        assertThrows(IllegalStateException.class, () -> idempotency.start(SCOPE, "body", () -> {
            second.completeAsync(() -> {
                waiting.countDown();
                return start(SCOPE, "body");
            });
            await(waiting);
            throw new IllegalStateException("no run");
        }));

        assertFalse(second.get(20, TimeUnit.SECONDS).replayed());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @RepeatedTest(20)
    void startsAtTheSameMomentLaunchOnce() throws Exception {
        AtomicInteger launches = new AtomicInteger();
        Callable<Started> one = () -> idempotency.start(SCOPE, "body", () -> {
            launches.incrementAndGet();
            Crowd.dawdle();
            return Scopes.run();
        });

        List<Started> started = Crowd.all(new ArrayList<>(Collections.nCopies(8, one)));

        assertEquals(1, launches.get());
        assertEquals(1, started.stream().filter(each -> !each.replayed()).count());
        assertEquals(1, started.stream().map(Started::run).distinct().count());
    }

    private static RequestScope keyed(String key) {
        return Scopes.of(SESSION, Scopes.MEMORY, key);
    }

    private Started start(RequestScope scope, String body) {
        return idempotency.start(scope, body, Scopes::run);
    }

    private static Run ended(RunEnded end) {
        Run run = Scopes.run();
        run.append(end);
        return run;
    }
}
