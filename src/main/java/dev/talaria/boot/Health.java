package dev.talaria.boot;

import dev.talaria.api.meta.HealthCheck;
import dev.talaria.api.meta.HealthChecks;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.heap.HeapBudget;
import dev.talaria.heap.ReachedLimit;
import dev.talaria.heap.StreamLimit;
import dev.talaria.json.Json;
import dev.talaria.memory.local.DrawingHealth;
import dev.talaria.memory.outbox.Backlogged;
import dev.talaria.store.DatabaseCondition;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The checks behind {@code /health/detailed}. */
final class Health {
    private static final Duration DEADLINE = Duration.ofSeconds(3);
    /** A destination that is down for a moment is not reported. */
    private static final Duration LATE = Duration.ofMinutes(5);

    private final Core core;
    private final OutboxState outbox;
    private final DiskState disk;
    private final Clock clock;

    Health(Core core, OutboxState outbox, DiskState disk, Clock clock) {
        this.core = core;
        this.outbox = outbox;
        this.disk = disk;
        this.clock = clock;
    }

    /** Returns why no requests should come here. */
    Optional<Problem> obstacle(BooleanSupplier open) {
        if (!open.getAsBoolean()) {
            return Optional.of(Problem.of(ErrorCode.DRAINING, "The server accepts no new requests"));
        }
        return switch (core.stores().database().condition().state()) {
            case WELL -> Optional.empty();
            case NOT_STORING -> Optional.of(Problem.of(ErrorCode.DATABASE_UNAVAILABLE, "The database does not accept writes at the "
                    + "moment"));
            case UNREACHABLE -> Optional.of(Problem.of(ErrorCode.DATABASE_UNAVAILABLE, "The database cannot be reached"));
        };
    }

    HealthChecks checks() {
        Map<String, Supplier<HealthCheck>> checks = new LinkedHashMap<>();
        checks.put("requests", () -> core.runs().draining().isDraining() ? HealthCheck.degraded("draining: no new requests are "
                + "accepted")
                : HealthCheck.ok());
        checks.put("database", () -> database());
        checks.put("model", this::model);
        checks.put("upstreams", new UpstreamHealth(core.agents())::check);
        checks.put("memory", () -> core.memory().trouble().map(HealthCheck::degraded).orElseGet(HealthCheck::ok)
                .with("provider", core.memory().description()));
        if (!core.mcp().isEmpty()) {
            checks.put("mcp", this::mcp);
        }
        if (core.drawing().isPresent()) {
            checks.put("facts", this::facts);
        }
        checks.put("outbox", this::outbox);
        checks.put("disk", this::disk);
        checks.put("limits", this::limits);
        checks.put("background_queues", () -> HealthCheck.ok().with("active_api_runs", core.runs().admission().running())
                .with("open_replies", core.transport().replies().open()));
        return new HealthChecks(checks, core.pools().checks(), DEADLINE);
    }

    private HealthCheck database() {
        if (core.stores().database().condition().state() == DatabaseCondition.State.NOT_STORING) {
            return HealthCheck.error("the database does not accept writes");
        }
        return core.stores().database().healthy() ? HealthCheck.ok() : HealthCheck.error("the database does not answer");
    }

    private HealthCheck model() {
        HealthCheck check = HealthCheck.ok().with("model", core.agents().usualModel().description()).with("adaptations", adaptations());
        return core.agents().usualModel().failures().map(last -> check.with("last_failure", Json.builders().createObjectBuilder()
                .add("at", last.at().toString()).add("code", last.code()).add("message", last.words())
                .add("count", last.count()).add("since_success", last.sinceSuccess()).build())).orElse(check);
    }

    private JsonArray adaptations() {
        JsonArrayBuilder all = Json.builders().createArrayBuilder();
        core.agents().usualModel().adaptations().forEach(found -> all.add(Json.builders().createObjectBuilder().add("model", found.model())
                .add("omitted", Json.builders().createArrayBuilder(found.omitted()))
                .add("beside", Json.builders().createArrayBuilder(found.beside()))
                .add("since", found.since().toString()).add("until", found.until().toString())
                .add("reason", found.reason()).add("setting", found.setting())));
        return all.build();
    }

    private HealthCheck mcp() {
        List<String> unavailable = core.mcp().unavailable();
        return (unavailable.isEmpty() ? HealthCheck.ok() : HealthCheck.degraded("unavailable: " + String.join(", ", unavailable)))
                .with("servers", core.mcp().states());
    }

    private HealthCheck facts() {
        DrawingHealth drawing = core.drawing().orElseThrow();
        HealthCheck check = drawing.trouble().map(why -> HealthCheck.degraded("facts are delayed: " + why)).orElseGet(HealthCheck::ok)
                .with("model", drawing.model()).with("calls", drawing.calls()).with("stored", drawing.stored())
                .with("dropped", drawing.dropped()).with("failures", drawing.failures()).with("abandoned", drawing.abandoned())
                .with("waiting_turns", drawing.turns()).with("waiting_sessions", drawing.sessions())
                .with("last_success", drawing.lastSuccess().map(at -> Json.string(at.toString())).orElse(JsonValue.NULL));
        return drawing.lastFailure().map(last -> check.with("last_failure", Json.builders().createObjectBuilder()
                .add("at", last.at().toString()).add("message", last.reason()).build())).orElse(check);
    }

    private HealthCheck outbox() {
        List<Backlogged.Count> counts = outbox.counts();
        long parked = OutboxState.parked(counts);
        Duration oldest = OutboxState.oldest(counts, clock.instant());
        HealthCheck check = parked > 0 ? HealthCheck.degraded("some deliveries were rejected permanently: see "
                + "/api/outbox?state=parked")
                : oldest.compareTo(LATE) > 0 ? HealthCheck.degraded("deliveries are delayed") : HealthCheck.ok();
        return check.with("waiting", OutboxState.waiting(counts)).with("parked", parked)
                .with("oldest_seconds", oldest.toSeconds());
    }

    /** Reports the limits that reject requests, or have done so. */
    private HealthCheck limits() {
        HeapBudget heap = core.transport().heap();
        StreamLimit streams = core.transport().streams();
        String reached = Stream.of(heap.reached(), streams.reached()).filter(ReachedLimit::isReached)
                .map(ReachedLimit::setting).collect(Collectors.joining(", "));
        HealthCheck check = reached.isEmpty() ? HealthCheck.ok() : HealthCheck.degraded("reached: " + reached);
        return check.with("heap_bytes", heap.used()).with("heap_bytes_limit", heap.reached().most())
                .with("heap_refusals", heap.reached().refusals()).with("open_streams", streams.open())
                .with("open_streams_limit", streams.reached().most()).with("stream_refusals", streams.reached().refusals());
    }

    private HealthCheck disk() {
        long free = disk.free();
        HealthCheck check = DiskState.isLow(free) ? HealthCheck.degraded("disk space is low") : HealthCheck.ok();
        return check.with("free_bytes", free);
    }
}
