package dev.talaria.api.meta;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.talaria.api.http.Route;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import dev.talaria.testing.RecordedExchange;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthEndpointTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2030-01-02T03:04:05Z"), ZoneOffset.UTC);

    @ParameterizedTest
    @ValueSource(strings = {"health", "v1_health", "health_live", "health_ready"})
    void saysThatItLives(String name) {
        RecordedExchange exchange = new RecordedExchange("");

        route(endpoint(true, Map.of()), name).action().serve(exchange);

        assertEquals("{\"status\":\"ok\",\"platform\":\"talaria\",\"version\":\"1.2\"}", exchange.reply().json());
    }

    @Test
    void isNotReadyWhileRequestsShouldGoElsewhere() {
        Route route = route(endpoint(false, Map.of()), "health_ready");

        ApiException thrown = assertThrows(ApiException.class, () -> route.action().serve(new RecordedExchange("")));

        assertEquals(ErrorCode.DRAINING, thrown.code());
        assertEquals(Duration.ofSeconds(5), thrown.problem().retryAfter());
    }

    @ParameterizedTest
    @CsvSource({"health,true", "v1_health,true", "health_live,true", "health_ready,true", "health_detailed,false"})
    void needsAKeyForDetailsOnly(String name, boolean open) {
        assertEquals(open, route(endpoint(true, Map.of()), name).open());
    }

    @Test
    void showsEachCheckAndTheWorst() {
        Map<String, Supplier<HealthCheck>> checks = new LinkedHashMap<>();
        checks.put("database", HealthCheck::ok);
        checks.put("memory", () -> HealthCheck.degraded("slow"));
        checks.put("background_queues", () -> HealthCheck.ok().with("active_api_runs", 3));
        RecordedExchange exchange = new RecordedExchange("");

        route(endpoint(true, checks), "health_detailed").action().serve(exchange);

        assertEquals(200, exchange.reply().status());
        assertEquals(Json.parse("""
                {"status":"degraded","readiness":{"status":"degraded","checks":{"database":{"status":"ok"},
                "memory":{"status":"degraded","message":"slow"},"background_queues":{"status":"ok","active_api_runs":3}}},
                "platform":"talaria","version":"1.2","updated_at":"2030-01-02T03:04:05Z"}"""), exchange.json());
    }

    @Test
    void answers200WhereACheckFails() {
        RecordedExchange exchange = new RecordedExchange("");

        route(endpoint(true, Map.of("model", () -> HealthCheck.error("gone"))), "health_detailed").action().serve(exchange);

        assertEquals(200, exchange.reply().status());
        assertEquals("error", exchange.json().getString("status"));
    }

    private static HealthEndpoint endpoint(boolean ready, Map<String, Supplier<HealthCheck>> checks) {
        return new HealthEndpoint("1.2", () -> ready, new HealthChecks(checks, Runnable::run, Duration.ofSeconds(30)), CLOCK);
    }

    private static Route route(HealthEndpoint endpoint, String name) {
        List<Route> routes = endpoint.routes();
        return routes.stream().filter(route -> route.name().equals(name)).findFirst().orElseThrow();
    }
}
