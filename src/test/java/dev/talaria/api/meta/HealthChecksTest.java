package dev.talaria.api.meta;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class HealthChecksTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(20);

    /** What an executor that never gets round to anything was given. */
    private final List<Runnable> hanging = new ArrayList<>();

    @Test
    void answersInTheOrderOfItsChecks() {
        Map<String, Supplier<HealthCheck>> checks = new LinkedHashMap<>();
        checks.put("model", () -> HealthCheck.degraded("slow"));
        checks.put("database", HealthCheck::ok);

        Map<String, HealthCheck> answers = new HealthChecks(checks, Runnable::run, LONG).run();

        assertEquals(List.of("model", "database"), List.copyOf(answers.keySet()));
        assertEquals(HealthCheck.degraded("slow"), answers.get("model"));
        assertEquals(HealthCheck.ok(), answers.get("database"));
    }

    @Test
    void takesAThrowingCheckForAnError() {
        HealthChecks checks = new HealthChecks(Map.of("database", () -> {
            throw new IllegalStateException("secret detail");
        }), Runnable::run, LONG);

        assertEquals(HealthCheck.error("the check failed"), checks.run().get("database"));
    }

    @Test
    void doesNotWaitForACheckThatHangs() {
        HealthChecks checks = new HealthChecks(Map.of("model", HealthCheck::ok), hanging::add, SHORT);

        assertEquals(HealthCheck.error("no answer within 20 ms"), checks.run().get("model"));
    }

    @Test
    void startsAHangingCheckOnlyOnce() {
        HealthChecks checks = new HealthChecks(Map.of("model", HealthCheck::ok), hanging::add, SHORT);

        checks.run();
        checks.run();

        assertEquals(1, hanging.size());
    }

    @Test
    void startsAHangingCheckAnewOnceItHasAnswered() {
        HealthChecks checks = new HealthChecks(Map.of("model", HealthCheck::ok), hanging::add, SHORT);
        checks.run();
        hanging.get(0).run();

        checks.run();

        assertEquals(2, hanging.size());
    }

    @Test
    void asksAgainOnceACheckHasAnswered() {
        AtomicInteger asked = new AtomicInteger();
        Supplier<HealthCheck> disk = () -> HealthCheck.ok().with("asked", asked.incrementAndGet());
        HealthChecks checks = new HealthChecks(Map.of("disk", disk), Runnable::run, LONG);

        checks.run();

        assertEquals(2, checks.run().get("disk").details().getInt("asked"));
    }

    @Test
    void survivesAnExecutorThatIsFull() {
        HealthChecks checks = new HealthChecks(Map.of("disk", HealthCheck::ok), task -> {
            throw new RejectedExecutionException();
        }, LONG);

        assertEquals(HealthCheck.Status.ERROR, checks.run().get("disk").status());
    }
}
