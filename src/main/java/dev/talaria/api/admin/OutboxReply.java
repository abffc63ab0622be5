package dev.talaria.api.admin;

import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.reply.ReplyJson;
import dev.talaria.json.Json;
import dev.talaria.memory.outbox.BacklogStore;
import dev.talaria.memory.outbox.Backlogged;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.List;

/** Renders the deliveries of the outbox as JSON, without their content. */
final class OutboxReply {
    private static final String PREFIX = "parcel_";
    private static final String OBJECT = "outbox_parcel";

    private OutboxReply() {
    }

    static String id(long sequence) {
        return PREFIX + sequence;
    }

    /** Returns the sequence number in an id, or -1 if the id is malformed. */
    static long sequence(String id) {
        return id.matches(PREFIX + "[0-9]{1,18}") ? Long.parseLong(id.substring(PREFIX.length())) : -1;
    }

    static String list(BacklogStore.Page page, List<Backlogged.Count> counts) {
        return Json.object(json -> {
            json.write("object", "list").writeStartArray("destinations");
            counts.forEach(count -> json.writeStartObject().write("name", count.destination()).write("waiting", count.waiting())
                    .write("parked", count.parked()).write("oldest_at", seconds(count.oldest())).writeEnd());
            json.writeEnd();
            ReplyJson.page(json, page.items(), delivery -> id(delivery.sequence()), (out, delivery) -> out.write(json(delivery)),
                    page.more());
        });
    }

    static JsonObject json(Backlogged delivery) {
        return Json.builders().createObjectBuilder().add("id", id(delivery.sequence())).add("object", OBJECT)
                .add("tenant", delivery.scope().tenant()).add("destination", delivery.destination()).add("scope", delivery.scope().id())
                .add("state", delivery.parkedAt() == null ? "waiting" : "parked").add("attempts", delivery.attempts())
                .add("unclear", delivery.unclear())
                .add("reason", delivery.reason() == null ? JsonValue.NULL : Json.string(delivery.reason()))
                .add("created_at", seconds(delivery.created())).add("parked_at", seconds(delivery.parkedAt())).build();
    }

    static Reply deleted(Backlogged delivery) {
        return Reply.deleted(OBJECT, id(delivery.sequence()));
    }

    private static JsonValue seconds(Instant at) {
        return at == null ? JsonValue.NULL : Json.number(at.getEpochSecond());
    }
}
