package dev.talaria.boot;

import dev.talaria.api.meta.HealthCheck;
import dev.talaria.api.meta.HealthChecks;
import dev.talaria.config.TalariaConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What {@code /health/detailed} asks of each part. */
final class Health {
    private static final Duration DEADLINE = Duration.ofSeconds(3);
    private static final long LITTLE_SPACE_BYTES = 200_000_000;

    private final TalariaConfig config;
    private final Core core;

    Health(TalariaConfig config, Core core) {
        this.config = config;
        this.core = core;
    }

    HealthChecks checks() {
        Map<String, Supplier<HealthCheck>> checks = new LinkedHashMap<>();
        checks.put("database", () -> core.database.healthy() ? HealthCheck.ok() : HealthCheck.error("the database does not answer"));
        checks.put("model", () -> HealthCheck.ok().with("model", core.model.description()));
        checks.put("memory", () -> core.memory.trouble().map(HealthCheck::degraded).orElseGet(HealthCheck::ok)
                .with("provider", core.memory.description()));
        checks.put("disk", this::disk);
        checks.put("background_queues", () -> HealthCheck.ok().with("active_api_runs", core.slots.taken()));
        return new HealthChecks(checks, core.recallThreads, DEADLINE);
    }

    private HealthCheck disk() {
        try {
            FileStore disk = Files.getFileStore(config.server().home());
            long free = disk.getUsableSpace();
            HealthCheck check = free < LITTLE_SPACE_BYTES ? HealthCheck.degraded("little space is left") : HealthCheck.ok();
            return check.with("free_bytes", free);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
