package dev.talaria.store;

import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** A write that was submitted to {@link GroupCommit}. Its mutable fields belong to the writer thread. */
final class QueuedWrite {
    final Write write;
    final Instant deadline;
    final boolean lasting;
    final CompletableFuture<Void> done = new CompletableFuture<>();
    /** How often the connection was lost while it ran. */
    int losses;
    int conflicts;

    QueuedWrite(Write write, Instant deadline, boolean lasting) {
        this.write = Objects.requireNonNull(write);
        this.deadline = deadline;
        this.lasting = lasting;
    }
}
