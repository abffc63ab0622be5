package dev.talaria.memory.outbox;

import java.time.Duration;
import java.util.Objects;

/** How an attempt to deliver a delivery ended. Reasons are shown to operators: they hold no secrets and no text of messages. */
public sealed interface Outcome {
    /** It has arrived, now or in an earlier attempt. */
    record Delivered() implements Outcome {
    }

    /**
     * It is to be tried again, whenever that is; what follows it in its scope waits.
     *
     * @param atLeast how long to wait before; the outbox waits longer where attempts fail again and again
     * @param unclear this attempt may have arrived all the same
     */
    record Later(Duration atLeast, String why, boolean unclear) implements Outcome {
        public Later {
            Objects.requireNonNull(atLeast);
            Objects.requireNonNull(why);
        }
    }

    /** It will never be taken as it is. It is parked until somebody re-sends or deletes it, and what follows it goes on. */
    record Refused(String why) implements Outcome {
        public Refused {
            Objects.requireNonNull(why);
        }
    }

    /** Nothing at all is taken from this server, such as with a wrong key: all deliveries stop but for a probe from time to time. */
    record Halted(String why) implements Outcome {
        public Halted {
            Objects.requireNonNull(why);
        }
    }
}
