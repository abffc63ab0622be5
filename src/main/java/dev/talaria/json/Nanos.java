package dev.talaria.json;

import jakarta.json.bind.adapter.JsonbAdapter;
import java.time.Duration;

/** Binds a duration as nanoseconds. */
public final class Nanos implements JsonbAdapter<Duration, Long> {
    @Override
    public Long adaptToJson(Duration duration) {
        return duration.toNanos();
    }

    @Override
    public Duration adaptFromJson(Long nanos) {
        return Duration.ofNanos(nanos);
    }
}
