package dev.talaria.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * A write submitted to {@link GroupCommit}. A thread that may block learns its outcome directly from the writer, without a thread in
 * between. Safe for many threads.
 */
public final class PendingWrite {
    /** For when there is nothing to write. */
    public static final PendingWrite NONE = new PendingWrite(CompletableFuture.completedFuture(null), Runnable::run);

    private final CompletableFuture<Void> done;
    private final Executor callbacks;

    PendingWrite(CompletableFuture<Void> done, Executor callbacks) {
        this.done = done;
        this.callbacks = callbacks;
    }

    /**
     * Waits this long for the write, regardless of interrupts.
     *
     * @return false if its outcome is not known yet
     * @throws RuntimeException why it was not committed, as of {@link GroupCommit#commit}
     */
    public boolean await(Duration most) {
        return GroupCommit.await(done, most);
    }

    /** Completes on the executor of {@link GroupCommit}; already complete if the write was rejected at once. */
    public CompletableFuture<Void> told() {
        if (done.isDone()) {
            return done;
        }
        CompletableFuture<Void> told = new CompletableFuture<>();
        done.whenComplete((nothing, failure) -> tell(told, failure));
        return told;
    }

    private void tell(CompletableFuture<Void> told, Throwable failure) {
        Runnable complete = failure == null ? () -> told.complete(null) : () -> told.completeExceptionally(failure);
        try {
            callbacks.execute(complete);
        } catch (RejectedExecutionException e) {
            complete.run();
        }
    }
}
