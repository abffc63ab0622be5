package dev.talaria.api.meta;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.api.http.Route;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.json.Json;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthEndpointTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2030-01-02T03:04:05Z"), ZoneOffset.UTC);

    @Test
    void saysThatItLives() {
        Reply reply = endpoint(true, Map.of()).health();

        assertEquals("{\"status\":\"ok\",\"platform\":\"talaria\",\"version\":\"1.2\"}", reply.json());
    }

    @Test
    void tellsProbesThatItLives() {
        assertEquals("{\"status\":\"UP\",\"checks\":[],\"platform\":\"talaria\",\"version\":\"1.2\"}", HealthEndpoint.living("1.2").json());
    }

    @Test
    void isReadyAsLongAsItTakesRequests() {
        Reply reply = endpoint(true, Map.of()).readiness();

        assertEquals(200, reply.status());
        assertEquals(Json.parse("""
                {"status":"UP","checks":[{"name":"requests","status":"UP"},{"name":"database","status":"UP"}],
                "platform":"talaria","version":"1.2"}"""), Json.parse(reply.json()));
    }

    @Test
    void isNotReadyWhileRequestsShouldGoElsewhere() {
        Reply reply = endpoint(false, Map.of()).readiness();

        assertEquals(503, reply.status());
        assertEquals("5", reply.headers().get("Retry-After"));
        JsonObject told = Json.parse(reply.json()).asJsonObject();
        assertEquals("draining", told.getJsonObject("error").getString("code"));
        assertEquals("DOWN", told.getString("status"));
        assertEquals(Json.parse("""
                [{"name":"draining","status":"DOWN","data":{"message":"The server accepts no new requests"}}]"""), told.get("checks"));
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

        Reply reply = endpoint(true, checks).detailed();

        assertEquals(200, reply.status());
        assertEquals(Json.parse("""
                {"status":"degraded","readiness":{"status":"degraded","checks":{"database":{"status":"ok"},
                "memory":{"status":"degraded","message":"slow"},"background_queues":{"status":"ok","active_api_runs":3}}},
                "platform":"talaria","version":"1.2","updated_at":"2030-01-02T03:04:05Z"}"""), Json.parse(reply.json()));
    }

    @Test
    void answers200WhereACheckFails() {
        Reply reply = endpoint(true, Map.of("model", () -> HealthCheck.error("gone"))).detailed();

        assertEquals(200, reply.status());
        assertEquals("error", Json.parse(reply.json()).asJsonObject().getString("status"));
    }

    private static final Problem DRAINING = Problem.of(ErrorCode.DRAINING, "The server accepts no new requests");

    private static HealthEndpoint endpoint(boolean ready, Map<String, Supplier<HealthCheck>> checks) {
        return new HealthEndpoint("1.2", () -> ready ? Optional.empty() : Optional.of(DRAINING),
                new HealthChecks(checks, Runnable::run, Duration.ofSeconds(30)), CLOCK);
    }

    private static Route route(HealthEndpoint endpoint, String name) {
        List<Route> routes = endpoint.routes();
        return routes.stream().filter(route -> route.name().equals(name)).findFirst().orElseThrow();
    }
}
