package dev.talaria.run;

import dev.talaria.error.ErrorCode;
import dev.talaria.event.RunEnded;
import dev.talaria.metric.Meters;
import dev.talaria.metric.Metric;
import dev.talaria.metric.PerLabel;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Counts runs: those that are live, and those that have ended with their outcome and times. Safe for many threads. */
public final class RunMeters {
    private final PerLabel<Meters.Durations> turns;
    private final PerLabel<Meters.Durations> firstOutputs;
    private final Function<RunHead, String> agentOf;

    /** @param agentOf returns the id of the agent that serves a run */
    public RunMeters(Meters meters, Function<RunHead, String> agentOf) {
        this.turns = new PerLabel<>(labels -> meters.durations(Metric.AGENT_TURNS, labels));
        this.firstOutputs = new PerLabel<>(labels -> meters.durations(Metric.FIRST_OUTPUT, labels));
        this.agentOf = agentOf;
    }

    /** Counts a run that is live from now on. */
    public void follow(Run run) {
        long begun = System.nanoTime();
        run.ending().thenAccept(end -> ended(run, end, begun));
    }

    /** A run that another server has taken over is counted there. */
    private void ended(Run run, RunEnded end, long begun) {
        if (end instanceof RunEnded.RunFailed failed && failed.problem().code() == ErrorCode.RUN_ELSEWHERE) {
            return;
        }
        String agent = agentOf.apply(run.head());
        String source = run.head().source();
        turns.of(agent, source, RunStatus.of(end).wire(), error(end)).recordSince(begun);
        run.firstOutput().ifPresent(at -> firstOutputs.of(agent, source).record(Math.max(0, at - begun)));
    }

    /** Returns the code of the error, not the one that an upstream chose; empty for none. */
    private static String error(RunEnded end) {
        if (end instanceof RunEnded.RunFailed failed) {
            return failed.problem().code().code();
        }
        return end instanceof RunEnded.RunCancelled cancelled ? cancelled.reason().name().toLowerCase(Locale.ROOT) : "";
    }

    /** Shows how many runs are live, by status. */
    public static void observe(Meters meters, RunRegistry runs) {
        for (RunStatus status : List.of(RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.WAITING_FOR_APPROVAL, RunStatus.STOPPING)) {
            meters.observe(Metric.RUNS_LIVE, () -> runs.matching(run -> run.state().status() == status).size(), status.wire());
        }
    }
}
