package dev.talaria.run;

import java.util.Objects;

/**
 * How a turn's run is stored, and whether a person attends it.
 *
 * @param ownSession whether a request that names no session gets a new one named after its run; if false, a derived one
 * @param approvable whether a person may be asked to approve a tool call; if false, such a call is denied at once
 */
public record RunTerms(Durability durability, boolean ownSession, boolean approvable) {
    /** Chat and Responses in the foreground: the run ends when its reader leaves. */
    public static final RunTerms FOREGROUND = new RunTerms(Durability.FOREGROUND, false, false);
    /** A chat that continues without its reader. */
    public static final RunTerms DETACHED = new RunTerms(Durability.DURABLE, false, false);
    /** A background response, which no client waits for. */
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
