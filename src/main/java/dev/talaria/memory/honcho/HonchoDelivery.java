package dev.talaria.memory.honcho;

import dev.talaria.json.Json;
import dev.talaria.memory.honcho.wire.Answer;
import dev.talaria.memory.honcho.wire.HonchoFault;
import dev.talaria.memory.outbox.Delivery;
import dev.talaria.memory.outbox.Outcome;
import dev.talaria.memory.outbox.Parcel;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;

/** Takes what waits in the outbox to Honcho: turns to store, and scopes to delete. Safe for many threads. */
final class HonchoDelivery implements Delivery {
    private static final String ACTION = "do";
    private static final String REMEMBER = "remember";
    /** Until Honcho has done away with a deleted session and its name is free again. */
    private static final Duration PURGED = Duration.ofSeconds(1);
    private static final int AT_ONCE = 100;

    private final SetUps setUps;
    private final MessageWriter writer;
    private final Forgetting forgetting;
    private final Dialectic dialectic;
    private final Duration settled;

    /**
     * @param patience with one call; an attempt of which nothing is known may still be under way, and is looked after when a tenth of it
     *                 has passed
     */
    HonchoDelivery(SetUps setUps, MessageWriter writer, Forgetting forgetting, Dialectic dialectic, Duration patience) {
        this.setUps = setUps;
        this.writer = writer;
        this.forgetting = forgetting;
        this.dialectic = dialectic;
        this.settled = patience.dividedBy(10);
    }

    /** A turn as it waits. */
    static JsonObject remembering(Place place, String turn, List<JsonObject> messages) {
        JsonArrayBuilder array = Json.builders().createArrayBuilder();
        messages.forEach(array::add);
        return Json.builders().createObjectBuilder().add(ACTION, REMEMBER).add("place", place.json()).add("turn", turn)
                .add("messages", array).build();
    }

    @Override
    public Outcome deliver(Parcel parcel) {
        try {
            if (parcel.payload().getString(ACTION).equals(REMEMBER)) {
                remember(parcel);
            } else {
                forgetting.carryOut(parcel.payload());
            }
            return new Outcome.Delivered();
        } catch (HonchoFault fault) {
            return outcome(fault, parcel);
        }
    }

    private void remember(Parcel parcel) {
        JsonObject turn = parcel.payload();
        Place place = Place.of(turn.getJsonObject("place"));
        try {
            setUps.ensure(place);
            writer.write(place, turn.getString("turn"), messages(turn), parcel.unclear());
        } catch (HonchoFault fault) {
            if (fault.status() == Answer.NOT_FOUND) {
                setUps.forget(place);
            }
            throw fault;
        }
        dialectic.heard(place);
    }

    private static List<JsonObject> messages(JsonObject turn) {
        return turn.getJsonArray("messages").getValuesAs(JsonObject.class);
    }

    private Outcome outcome(HonchoFault fault, Parcel parcel) {
        boolean severalBatches = parcel.payload().containsKey("messages") && messages(parcel.payload()).size() > AT_ONCE;
        boolean unclear = parcel.unclear() || fault.isUnclear() || severalBatches;
        String why = fault.getMessage();
        return switch (fault.status()) {
            case 401, 403 -> new Outcome.Halted(why);
            case Answer.NOT_FOUND -> new Outcome.Later(PURGED, why, unclear);
            case 400, 405, 409, 413, 414, 415, 422 -> new Outcome.Refused(why);
            default -> new Outcome.Later(fault.retryAfter().orElse(fault.isUnclear() ? settled : Duration.ZERO), why, unclear);
        };
    }
}
