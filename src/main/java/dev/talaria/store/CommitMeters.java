package dev.talaria.store;

import dev.talaria.metric.Meters;
import dev.talaria.metric.Metric;
import java.util.function.IntSupplier;

/** Counts the groups of the writer. Belongs to the writer thread, like what it counts. */
record CommitMeters(Meters.Durations commits, Meters.Amounts writes, Meters.Count failed) {
    static CommitMeters of(Meters meters, IntSupplier waiting, DatabaseCondition condition) {
        meters.observe(Metric.WRITES_WAITING, waiting::getAsInt);
        meters.observe(Metric.STORE_UP, () -> condition.state() == DatabaseCondition.State.WELL ? 1 : 0);
        return new CommitMeters(meters.durations(Metric.COMMITS), meters.amounts(Metric.COMMIT_WRITES),
                meters.counter(Metric.WRITES_FAILED));
    }

    /**
     * Counts a group whose outcome is known.
     *
     * @param begun by {@link System#nanoTime()}
     */
    void group(long begun, int size, long failures) {
        commits.recordSince(begun);
        writes.record(size);
        if (failures > 0) {
            failed.add(failures);
        }
    }
}
