package dev.talaria.memory.outbox;

import java.time.Duration;
import java.util.Objects;

/** The result of a delivery attempt. Operators see the reasons: they contain no secrets and no text of messages. */
public sealed interface Outcome {
    /** The delivery has arrived, now or in an earlier attempt. */
    record Delivered() implements Outcome {
    }

    /**
     * The delivery must be retried; later deliveries of its scope wait.
     *
     * @param atLeast minimum pause; the outbox waits longer after repeated failures
     * @param unclear whether this attempt may have arrived all the same
     */
    record Later(Duration atLeast, String why, boolean unclear) implements Outcome {
        public Later {
            Objects.requireNonNull(atLeast);
            Objects.requireNonNull(why);
        }
    }

    /**
     * The delivery waits for a time to come, which is no failure; later deliveries of its scope wait too.
     *
     * @param pause how long to wait
     */
    record Postponed(Duration pause, String why) implements Outcome {
        public Postponed {
            Objects.requireNonNull(pause);
            Objects.requireNonNull(why);
        }
    }

    /**
     * The destination will never accept the delivery. It is parked until an operator resends or deletes it, and the scope continues with
     * the next one.
     */
    record Refused(String why) implements Outcome {
        public Refused {
            Objects.requireNonNull(why);
        }
    }

    /**
     * The destination accepts nothing from this server, for instance because of a wrong key: all deliveries stop except for a probe from
     * time to time.
     */
    record Halted(String why) implements Outcome {
        public Halted {
            Objects.requireNonNull(why);
        }
    }
}
