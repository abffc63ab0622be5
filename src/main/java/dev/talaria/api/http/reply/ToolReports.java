package dev.talaria.api.http.reply;

import dev.talaria.event.AgentEvent;
import dev.talaria.tool.ToolPreview;
import jakarta.json.stream.JsonGenerator;
import java.math.BigDecimal;
import java.time.Duration;

/** Writes what all APIs tell of server tools at work. */
public final class ToolReports {
    private static final double NANOS = 1e9;

    private ToolReports() {
    }

    /** Writes {@code progress}, and {@code total} and {@code message} where the tool has told them. */
    public static void progress(JsonGenerator json, AgentEvent.ToolProgressed event) {
        json.write("progress", number(event.done()));
        if (event.total() > 0) {
            json.write("total", number(event.total()));
        }
        if (event.message() != null) {
            json.write("message", event.message());
        }
    }

    /** Writes {@code duration} in seconds, {@code error}, and the beginning of the result. */
    public static void end(JsonGenerator json, AgentEvent.ToolCompleted event) {
        end(json, "error", event);
    }

    /** @param failed the name of the member that says whether the tool has failed */
    public static void end(JsonGenerator json, String failed, AgentEvent.ToolCompleted event) {
        json.write("duration", seconds(event.took())).write(failed, event.failed())
                .write("result_preview", ToolPreview.text(event.result()));
    }

    /** Returns seconds, to the millisecond. */
    public static BigDecimal seconds(Duration duration) {
        return BigDecimal.valueOf(Math.round(duration.toNanos() / NANOS * 1_000), 3);
    }

    /** A whole number is written as one. */
    private static BigDecimal number(double number) {
        BigDecimal plain = BigDecimal.valueOf(number).stripTrailingZeros();
        return plain.scale() < 0 ? plain.setScale(0) : plain;
    }
}
