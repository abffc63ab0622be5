package dev.talaria.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * A write that was handed over to {@link GroupCommit}. A thread that can wait hears of it from the writer itself, without a thread in
 * between. Safe for many threads.
 */
public final class PendingWrite {
    /** Nothing was to be written. */
    public static final PendingWrite NONE = new PendingWrite(CompletableFuture.completedFuture(null), Runnable::run);

    private final CompletableFuture<Void> done;
    private final Executor callbacks;

    PendingWrite(CompletableFuture<Void> done, Executor callbacks) {
        this.done = done;
        this.callbacks = callbacks;
    }

    /**
     * Waits for it so long, interrupted or not.
     *
     * @return false where nothing is known of it yet
     * @throws RuntimeException why it was not committed, as {@link GroupCommit#commit} tells
     */
    public boolean await(Duration most) {
        return GroupCommit.await(done, most);
    }

    /** Completes on the executor of {@link GroupCommit}, or is done already where the write was refused at once. */
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
