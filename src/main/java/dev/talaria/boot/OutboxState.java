package dev.talaria.boot;

import dev.talaria.memory.outbox.BacklogStore;
import dev.talaria.memory.outbox.Backlogged;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** What waits in the outbox, for health and metrics. */
record OutboxState(BacklogStore backlog) {
    List<Backlogged.Count> counts() {
        return backlog.counts(null);
    }

    static long waiting(List<Backlogged.Count> counts) {
        return counts.stream().mapToLong(Backlogged.Count::waiting).sum();
    }

    static long parked(List<Backlogged.Count> counts) {
        return counts.stream().mapToLong(Backlogged.Count::parked).sum();
    }

    /** Returns the age of the oldest delivery that waits; zero if none does. */
    static Duration oldest(List<Backlogged.Count> counts, Instant now) {
        return counts.stream().map(Backlogged.Count::oldest).filter(Objects::nonNull).min(Comparator.naturalOrder())
                .map(added -> Duration.between(added, now)).orElse(Duration.ZERO);
    }
}
