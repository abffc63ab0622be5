package dev.talaria.run.stored;

import dev.talaria.event.AgentEvent;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.RunEnded;
import dev.talaria.json.Json;
import dev.talaria.json.Records;
import dev.talaria.json.StoredJson;
import dev.talaria.store.Micros;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;

/**
 * Reads back what {@link EventJson} wrote, of any release: an event of an unknown kind becomes one that no dialect shows, an end of an
 * unknown kind a failure that says so.
 */
final class EventReader {
    private EventReader() {
    }

    /** @throws dev.talaria.error.ApiException {@code written_by_newer_release} */
    static Numbered read(String json) {
        return read(Json.parse(json).asJsonObject());
    }

    /**
     * As {@link #read(String)}.
     *
     * @param array what {@link EventJson} wrote for several events, in brackets
     */
    static List<Numbered> readAll(String array) {
        return Json.parse(array).asJsonArray().stream().map(JsonValue::asJsonObject).map(EventReader::read).toList();
    }

    /** Only ends have a version, so that all others pass. */
    private static Numbered read(JsonObject stored) {
        Stamp stamp = Records.read(StoredJson.RUN_END.check(stored), Stamp.class).orElseThrow();
        return new Numbered(stamp.n(), Micros.at(stamp.at()), event(stored));
    }

    private static AgentEvent event(JsonObject stored) {
        Optional<AgentEvent> underWay = Records.read(stored, AgentEvent.class);
        if (underWay.isPresent()) {
            return underWay.get();
        }
        RunEnded end = Records.read(stored, StoredEnd.class).map(StoredEnd::event).orElseGet(() -> StoredEnd.unknown(stored));
        return end == null ? new AgentEvent.RunStarted() : end;
    }

    /** What all events have: their place and, in microseconds since 1970, their time. */
    public record Stamp(long n, long at) {
    }
}
