package dev.talaria.api.meta;

import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.error.Problem;
import dev.talaria.json.Json;
import jakarta.json.stream.JsonGenerator;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** Reports whether the server is alive, whether it is ready, and the health of its parts. Safe for many threads. */
public final class HealthEndpoint implements Endpoint {
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

    private final String version;
    private final Supplier<Optional<Problem>> obstacle;
    private final HealthChecks checks;
    private final Clock clock;

    /** @param obstacle returns why the server is not ready, or empty if it is; must not block */
    public HealthEndpoint(String version, Supplier<Optional<Problem>> obstacle, HealthChecks checks, Clock clock) {
        this.version = Objects.requireNonNull(version);
        this.obstacle = Objects.requireNonNull(obstacle);
        this.checks = Objects.requireNonNull(checks);
        this.clock = Objects.requireNonNull(clock);
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("health", "/health", exchange -> exchange.reply(health())).opened(),
                Route.get("v1_health", "/v1/health", exchange -> exchange.reply(health())).opened(),
                Route.get("health_live", "/health/live", exchange -> exchange.reply(health())).opened(),
                Route.get("health_ready", "/health/ready", exchange -> exchange.reply(readiness())).opened(),
                Route.get("health_detailed", "/health/detailed", exchange -> exchange.reply(detailed())).evenWhileDraining());
    }

    Reply health() {
        return alive(version);
    }

    /** Returns the reply that shows a server of this version to be alive. */
    public static Reply alive(String version) {
        return Reply.ok(Json.object(json -> {
            json.write("status", HealthCheck.Status.OK.wire());
            identify(json, version);
        }));
    }

    Reply readiness() {
        Optional<Problem> why = obstacle.get();
        if (why.isPresent()) {
            throw why.get().withRetryAfter(ASK_AGAIN).asException();
        }
        return health();
    }

    /** Always replies 200, because the report itself succeeded even if a check failed. */
    Reply detailed() {
        Map<String, HealthCheck> answers = checks.run();
        String status = HealthCheck.worst(answers.values()).wire();
        return Reply.ok(Json.object(json -> {
            json.write("status", status);
            json.writeStartObject("readiness").write("status", status).writeStartObject("checks");
            answers.forEach((name, answer) -> json.write(name, answer.json()));
            json.writeEnd().writeEnd();
            identify(json, version);
            json.write("updated_at", clock.instant().toString());
        }));
    }

    private static void identify(JsonGenerator json, String version) {
        json.write("platform", "talaria").write("version", version);
    }
}
