package dev.talaria.memory.honcho;

import dev.talaria.error.ApiException;
import dev.talaria.json.Json;
import dev.talaria.json.StoredJson;
import dev.talaria.json.StoredObject;
import dev.talaria.memory.honcho.wire.Answer;
import dev.talaria.memory.honcho.wire.HonchoFault;
import dev.talaria.memory.outbox.Deliverer;
import dev.talaria.memory.outbox.Outcome;
import dev.talaria.memory.outbox.QueuedDelivery;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.List;

/** Takes what waits in the outbox to Honcho: turns to store, and scopes to delete. Safe for many threads. */
final class HonchoDelivery implements Deliverer {
    /** What a payload asks for; it is unknown where another release has written it, or where it lacks what it is about. */
    enum Task {
        REMEMBER, FORGET, UNKNOWN
    }

    private static final String ACTION = "do";
    private static final String REMEMBER = "remember";
    private static final String UNKNOWN = "This release does not know what it asks for. Send it again from a server of the release that "
            + "wrote it, or delete it";
    /** Until Honcho has done away with a deleted session and its name is free again. */
    private static final Duration PURGED = Duration.ofSeconds(1);
    private static final int AT_ONCE = 100;

    private final SessionProvisioner provisioner;
    private final MessageWriter writer;
    private final Forgetting forgetting;
    private final Dialectic dialectic;
    private final Duration settled;

    /**
     * @param patience with one call; an attempt of which nothing is known may still be under way, and is looked after when a tenth of it
     *                 has passed
     */
    HonchoDelivery(SessionProvisioner provisioner, MessageWriter writer, Forgetting forgetting, Dialectic dialectic, Duration patience) {
        this.provisioner = provisioner;
        this.writer = writer;
        this.forgetting = forgetting;
        this.dialectic = dialectic;
        this.settled = patience.dividedBy(10);
    }

    /** A turn as it waits. */
    static JsonObject remembering(HonchoLocation location, String turn, List<JsonObject> messages) {
        JsonArrayBuilder array = Json.builders().createArrayBuilder();
        messages.forEach(array::add);
        return StoredJson.HONCHO_DELIVERY.versioned(Json.builders().createObjectBuilder().add(ACTION, REMEMBER)
                .add("place", location.json()).add("turn", turn).add("messages", array).build());
    }

    @Override
    public Outcome deliver(QueuedDelivery delivery) {
        try {
            switch (task(delivery.payload())) {
                case REMEMBER -> remember(delivery);
                case FORGET -> forgetting.carryOut(delivery.payload());
                default -> {
                    return new Outcome.Refused(UNKNOWN);
                }
            }
            return new Outcome.Delivered();
        } catch (HonchoFault fault) {
            return outcome(fault, delivery);
        } catch (ApiException newer) {
            return new Outcome.Refused(newer.getMessage());
        }
    }

    /** @throws ApiException {@code written_by_newer_release} */
    static Task task(JsonObject payload) {
        StoredObject stored = StoredJson.HONCHO_DELIVERY.read(payload);
        String action = stored.text(ACTION, "");
        if (action.equals(REMEMBER)) {
            return HonchoLocation.isIn(stored.object("place")) ? Task.REMEMBER : Task.UNKNOWN;
        }
        return action.equals(Forgetting.FORGET) && Forgetting.isTask(stored) ? Task.FORGET : Task.UNKNOWN;
    }

    private void remember(QueuedDelivery delivery) {
        JsonObject turn = delivery.payload();
        HonchoLocation location = HonchoLocation.of(turn.getJsonObject("place"));
        try {
            provisioner.ensure(location);
            writer.write(location, turn.getString("turn", ""), messages(turn), delivery.unclear());
        } catch (HonchoFault fault) {
            if (fault.status() == Answer.NOT_FOUND) {
                provisioner.forget(location);
            }
            throw fault;
        }
        dialectic.heard(location);
    }

    private static List<JsonObject> messages(JsonObject turn) {
        return turn.get("messages") instanceof JsonArray messages
                ? messages.stream().filter(JsonObject.class::isInstance).map(JsonValue::asJsonObject).toList() : List.of();
    }

    private Outcome outcome(HonchoFault fault, QueuedDelivery delivery) {
        boolean severalBatches = delivery.payload().containsKey("messages") && messages(delivery.payload()).size() > AT_ONCE;
        boolean unclear = delivery.unclear() || fault.isUnclear() || severalBatches;
        String why = fault.getMessage();
        return switch (fault.status()) {
            case 401, 403 -> new Outcome.Halted(why);
            case Answer.NOT_FOUND -> new Outcome.Later(PURGED, why, unclear);
            case 400, 405, 409, 413, 414, 415, 422 -> new Outcome.Refused(why);
            default -> new Outcome.Later(fault.retryAfter().orElse(fault.isUnclear() ? settled : Duration.ZERO), why, unclear);
        };
    }
}
