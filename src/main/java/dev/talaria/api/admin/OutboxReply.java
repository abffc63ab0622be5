package dev.talaria.api.admin;

import dev.talaria.json.Json;
import dev.talaria.memory.Slice;
import dev.talaria.memory.outbox.Backlogged;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.List;

/** What waits in the outbox, as JSON; nothing of what it says. */
final class OutboxReply {
    private static final String PREFIX = "parcel_";
    private static final String OBJECT = "outbox_parcel";

    private OutboxReply() {
    }

    static String id(long sequence) {
        return PREFIX + sequence;
    }

    /** The sequence of an id; -1 where it is none. */
    static long sequence(String id) {
        return id.matches(PREFIX + "[0-9]{1,18}") ? Long.parseLong(id.substring(PREFIX.length())) : -1;
    }

    static String list(Slice<Backlogged> slice, List<Backlogged.Count> counts) {
        List<Backlogged> parcels = slice.items();
        return Json.generate(json -> {
            json.writeStartObject().write("object", "list").writeStartArray("destinations");
            counts.forEach(count -> json.writeStartObject().write("name", count.destination()).write("waiting", count.waiting())
                    .write("parked", count.parked()).write("oldest_at", seconds(count.oldest())).writeEnd());
            json.writeEnd().writeStartArray("data");
            parcels.forEach(parcel -> json.write(json(parcel)));
            json.writeEnd().write("first_id", parcels.isEmpty() ? "" : id(parcels.get(0).sequence()))
                    .write("last_id", parcels.isEmpty() ? "" : id(parcels.get(parcels.size() - 1).sequence()))
                    .write("has_more", slice.more()).writeEnd();
        });
    }

    static JsonObject json(Backlogged parcel) {
        return Json.builders().createObjectBuilder().add("id", id(parcel.sequence())).add("object", OBJECT)
                .add("tenant", parcel.scope().tenant()).add("destination", parcel.destination()).add("scope", parcel.scope().id())
                .add("state", parcel.parkedAt() == null ? "waiting" : "parked").add("attempts", parcel.attempts())
                .add("unclear", parcel.unclear()).add("reason", parcel.reason() == null ? JsonValue.NULL : Json.string(parcel.reason()))
                .add("created_at", seconds(parcel.created())).add("parked_at", seconds(parcel.parkedAt())).build();
    }

    static String deleted(Backlogged parcel) {
        return Json.generate(json -> json.writeStartObject().write("id", id(parcel.sequence())).write("object", OBJECT)
                .write("deleted", true).writeEnd());
    }

    private static JsonValue seconds(Instant at) {
        return at == null ? JsonValue.NULL : Json.number(at.getEpochSecond());
    }
}
