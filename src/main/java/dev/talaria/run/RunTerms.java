package dev.talaria.run;

import java.util.Objects;

/**
 * How a turn's run is kept, and who attends it.
 *
 * @param ownSession a request that names no session gets one of its own, named after its run; else a derived one
 * @param approvable somebody may be asked whether a tool may run; else such a call is denied at once
 */
public record RunTerms(Durability durability, boolean ownSession, boolean approvable) {
    /** Chat and Responses while their reader stays. */
    public static final RunTerms FOREGROUND = new RunTerms(Durability.FOREGROUND, false, false);
    /** A chat that goes on without its reader. */
    public static final RunTerms DETACHED = new RunTerms(Durability.DURABLE, false, false);
    /** A response that nobody waits for. */
    public static final RunTerms BACKGROUND = new RunTerms(Durability.DURABLE, true, false);
    /** {@code /v1/runs}. */
    public static final RunTerms SUBMITTED = new RunTerms(Durability.DURABLE, true, true);

    public RunTerms {
        Objects.requireNonNull(durability);
    }

    public boolean durable() {
        return durability == Durability.DURABLE;
    }
}
