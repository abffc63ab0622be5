package dev.talaria.api.meta;

import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.reply.ErrorMapper;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.error.Problem;
import dev.talaria.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reports whether the server is alive, whether it is ready, and the health of its parts. The replies for probes have the members of
 * MicroProfile Health beside those of other replies. Safe for many threads.
 */
public final class HealthEndpoint implements Endpoint {
    private static final String UP = "UP";
    private static final String DOWN = "DOWN";
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
                Route.get("health_live", "/health/live", exchange -> exchange.reply(living(version))).opened(),
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

    /** Returns the reply to the question whether a server of this version is to be restarted: no. */
    public static Reply living(String version) {
        return up(version);
    }

    private static Reply up(String version, String... parts) {
        return Reply.ok(Json.object(json -> {
            json.write("status", UP).writeStartArray("checks");
            for (String part : parts) {
                json.writeStartObject().write("name", part).write("status", UP).writeEnd();
            }
            json.writeEnd();
            identify(json, version);
        }));
    }

    Reply readiness() {
        return obstacle.get().map(why -> notReady(why.withRetryAfter(ASK_AGAIN))).orElseGet(() -> up(version, "requests", "database"));
    }

    /** Returns the reply of a server that is not ready: the error, and what failed. */
    public static Reply notReady(Problem why) {
        Reply error = ErrorMapper.reply(why);
        JsonObject failed = Json.builders().createObjectBuilder().add("name", why.code().code()).add("status", DOWN)
                .add("data", Json.builders().createObjectBuilder().add("message", why.message())).build();
        JsonObject body = Json.builders().createObjectBuilder(Json.parse(error.json()).asJsonObject()).add("status", DOWN)
                .add("checks", Json.builders().createArrayBuilder().add(failed)).build();
        return new Reply(error.status(), body.toString(), error.headers());
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
