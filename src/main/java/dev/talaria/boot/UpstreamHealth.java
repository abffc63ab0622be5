package dev.talaria.boot;

import dev.talaria.agent.Agents;
import dev.talaria.agent.catalog.Upstream;
import dev.talaria.api.meta.HealthCheck;
import dev.talaria.json.Json;
import dev.talaria.resilience.CircuitBreaker;
import jakarta.json.JsonObjectBuilder;
import java.util.ArrayList;
import java.util.List;

/** The health check of upstreams and of the file that names them: what was seen last of each, without calling any. */
final class UpstreamHealth {
    private final Agents agents;

    UpstreamHealth(Agents agents) {
        this.agents = agents;
    }

    HealthCheck check() {
        List<String> troubles = new ArrayList<>();
        JsonObjectBuilder all = Json.builders().createObjectBuilder();
        for (Upstream upstream : agents.catalog().upstreams()) {
            all.add(upstream.name(), seen(upstream));
            if (upstream.state() != CircuitBreaker.State.CLOSED) {
                troubles.add("unavailable: " + upstream.name());
            }
        }
        agents.fault().ifPresent(fault -> troubles.add("the changed file of agents is not in use: " + fault));
        return (troubles.isEmpty() ? HealthCheck.ok() : HealthCheck.degraded(String.join("; ", troubles))).with("upstreams", all.build());
    }

    private static JsonObjectBuilder seen(Upstream upstream) {
        JsonObjectBuilder seen = Json.builders().createObjectBuilder().add("state", state(upstream))
                .add("description", upstream.provider().description());
        upstream.answered().ifPresent(at -> seen.add("last_answer", at.toString()));
        upstream.provider().failures().ifPresent(last -> seen.add("last_failure", Json.builders().createObjectBuilder()
                .add("at", last.at().toString()).add("code", last.code()).add("message", last.words())
                .add("count", last.count()).add("since_success", last.sinceSuccess())));
        return seen;
    }

    private static String state(Upstream upstream) {
        return switch (upstream.state()) {
            case CLOSED -> upstream.answered().isEmpty() && upstream.provider().failures().isEmpty() ? "unused" : "available";
            case OPEN -> "unavailable";
            case HALF_OPEN -> "trying";
        };
    }
}
