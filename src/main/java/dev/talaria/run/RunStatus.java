package dev.talaria.run;

import dev.talaria.event.RunEnded;
import java.util.Locale;

/** Where a run stands. */
public enum RunStatus {
    QUEUED, RUNNING, WAITING_FOR_APPROVAL, STOPPING, COMPLETED, FAILED, CANCELLED;

    public static RunStatus of(RunEnded end) {
        if (end instanceof RunEnded.RunCompleted) {
            return COMPLETED;
        }
        return end instanceof RunEnded.RunFailed ? FAILED : CANCELLED;
    }

    /** The status that {@link #wire} writes so. */
    public static RunStatus of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
