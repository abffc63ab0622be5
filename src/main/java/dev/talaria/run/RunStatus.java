package dev.talaria.run;

import dev.talaria.event.RunEnded;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The status of a run. A live run moves among the first three; {@code STOPPING} is shown once its cancellation was requested. The last
 * three are final.
 */
public enum RunStatus {
    QUEUED, RUNNING, WAITING_FOR_APPROVAL, STOPPING, COMPLETED, FAILED, CANCELLED;

    public boolean isEnd() {
        return compareTo(STOPPING) > 0;
    }

    public static RunStatus of(RunEnded end) {
        if (end instanceof RunEnded.RunCompleted) {
            return COMPLETED;
        }
        return end instanceof RunEnded.RunFailed ? FAILED : CANCELLED;
    }

    /** Returns the status with this wire name; empty for one of another release. */
    public static Optional<RunStatus> of(String wire) {
        return Arrays.stream(values()).filter(status -> status.wire().equals(wire)).findFirst();
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
