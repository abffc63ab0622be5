package dev.talaria.run.stored;

import dev.talaria.event.AgentEvent;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.json.Json;
import dev.talaria.json.Records;
import dev.talaria.json.StoredJson;
import dev.talaria.store.Micros;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;

/**
 * Reads what {@link EventJson} of any release wrote. An event of an unknown kind becomes one that no renderer shows, an end of an unknown
 * kind a failure that says so.
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

    /** Only ends carry a version; other events always pass the check. */
    private static Numbered read(JsonObject stored) {
        StoredEnd.Common any = Records.read(StoredJson.RUN_END.check(stored), StoredEnd.Common.class).orElseThrow();
        AgentEvent event = Records.read(stored, AgentEvent.class)
                .or(() -> Records.read(stored, StoredEnd.class).map(StoredEnd::event)).orElseGet(any::unknown);
        return new Numbered(any.n(), Micros.at(any.at()), event);
    }
}
