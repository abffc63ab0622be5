package dev.talaria.run;

import dev.talaria.event.RunEnded;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a run stands. A live run goes back and forth between the first three; {@code STOPPING} is what is shown of one that has been told
 * to stop. The last three are ends, which it never leaves.
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

    /** The status that {@link #wire} writes so; empty for one that only another release knows. */
    public static Optional<RunStatus> of(String wire) {
        return Arrays.stream(values()).filter(status -> status.wire().equals(wire)).findFirst();
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
