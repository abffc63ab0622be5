package dev.talaria.memory.honcho;

import dev.talaria.error.ApiException;
import dev.talaria.json.Records;
import dev.talaria.json.StoredJson;
import dev.talaria.memory.honcho.wire.Answer;
import dev.talaria.memory.honcho.wire.HonchoFault;
import dev.talaria.memory.outbox.Deliverer;
import dev.talaria.memory.outbox.Outcome;
import dev.talaria.memory.outbox.QueuedDelivery;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Carries out the outbox's tasks at Honcho: stores turns and deletes scopes. Safe for many threads. */
final class HonchoDelivery implements Deliverer {
    /** The payload of a delivery. One without its required members is refused. */
    @JsonbTypeInfo(key = "do", value = {@JsonbSubtype(alias = "remember", type = Remember.class),
        @JsonbSubtype(alias = "forget", type = Forget.class)})
    public sealed interface Task {
        /** Returns the payload as the outbox stores it. */
        default JsonObject payload() {
            return StoredJson.HONCHO_DELIVERY.versioned(Records.tree(this));
        }

        /**
         * Returns a payload's task; empty if this release does not know it.
         *
         * @throws ApiException {@code written_by_newer_release}
         */
        static Optional<Task> of(JsonObject payload) {
            return Records.read(StoredJson.HONCHO_DELIVERY.check(payload), Task.class);
        }
    }

    /**
     * A turn to store.
     *
     * @param turn the run's id
     */
    public record Remember(HonchoLocation place, String turn, List<JsonObject> messages) implements Task {
        public Remember {
            Objects.requireNonNull(place);
            turn = Objects.requireNonNullElse(turn, "");
            messages = messages == null ? List.of() : List.copyOf(messages);
        }
    }

    /**
     * Deletes scopes or a transcript.
     *
     * @param name       a unique name, by which a thread waits for the task
     * @param places     null to delete a transcript
     * @param transcript locates the transcript's sessions; null to delete whole scopes
     */
    public record Forget(String name, List<HonchoLocation> places, HonchoLocation transcript) implements Task {
        public Forget {
            name = Objects.requireNonNullElse(name, "");
            Objects.requireNonNull(places == null ? transcript : places);
        }
    }

    private static final String UNKNOWN = "This release does not know this kind of delivery. Retry it on a server of the release "
            + "that wrote it, or delete it";
    /** The time until Honcho has purged a deleted session and its name is free again. */
    private static final Duration PURGED = Duration.ofSeconds(1);
    private static final int AT_ONCE = 100;

    private final SessionProvisioner provisioner;
    private final MessageWriter writer;
    private final Forgetting forgetting;
    private final Dialectic dialectic;
    private final Duration settled;

    /**
     * @param patience the timeout of one call; an attempt whose outcome is unknown may still be in progress, and is checked after a tenth
     * of this
     */
    HonchoDelivery(SessionProvisioner provisioner, MessageWriter writer, Forgetting forgetting, Dialectic dialectic, Duration patience) {
        this.provisioner = provisioner;
        this.writer = writer;
        this.forgetting = forgetting;
        this.dialectic = dialectic;
        this.settled = patience.dividedBy(10);
    }

    @Override
    public Outcome deliver(QueuedDelivery delivery) {
        try {
            Task task = Task.of(delivery.payload()).orElse(null);
            if (task instanceof Remember turn) {
                remember(turn, delivery.unclear());
            } else if (task instanceof Forget places) {
                forgetting.carryOut(places);
            }
            return task == null ? new Outcome.Refused(UNKNOWN) : new Outcome.Delivered();
        } catch (HonchoFault fault) {
            return outcome(fault, delivery);
        } catch (ApiException newer) {
            return new Outcome.Refused(newer.getMessage());
        }
    }

    private void remember(Remember turn, boolean unclear) {
        HonchoLocation location = turn.place();
        try {
            provisioner.ensure(location);
            writer.write(location, turn.turn(), turn.messages(), unclear);
        } catch (HonchoFault fault) {
            if (fault.status() == Answer.NOT_FOUND) {
                provisioner.forget(location);
            }
            throw fault;
        }
        dialectic.heard(location);
    }

    private Outcome outcome(HonchoFault fault, QueuedDelivery delivery) {
        boolean severalBatches = delivery.payload().get("messages") instanceof JsonArray messages && messages.size() > AT_ONCE;
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
