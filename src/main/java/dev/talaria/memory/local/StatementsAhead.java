package dev.talaria.memory.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.talaria.memory.local.text.Passages;
import dev.talaria.memory.profile.ProfileRules;
import dev.talaria.memory.profile.Statement;
import dev.talaria.store.GroupCommit;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;

/**
 * Finds what messages say of their users while the model answers them, so that the turn need not do it before its commit. A message that
 * nobody has found time for is read when it is asked for. Safe for many threads.
 */
final class StatementsAhead {
    private static final System.Logger LOG = System.getLogger(StatementsAhead.class.getName());
    /** More turns that are under way at once read their messages at their ends. */
    private static final int MAX_MESSAGES = 256;
    /** A turn that has failed does not ask for its message. */
    private static final Duration MAX_AGE = Duration.ofMinutes(10);

    private final Cache<String, FutureTask<List<Statement>>> begun =
            Caffeine.newBuilder().executor(Runnable::run).maximumSize(MAX_MESSAGES).expireAfterWrite(MAX_AGE).build();
    private volatile Executor background;

    /** Enables it; before, nothing is done ahead. */
    void readOn(Executor executor) {
        background = executor;
    }

    /** Begins to read a message that will probably be remembered. Never blocks. */
    void begin(String text) {
        Executor executor = background;
        if (executor == null) {
            return;
        }
        FutureTask<List<Statement>> reading = new FutureTask<>(() -> read(text));
        if (begun.asMap().putIfAbsent(text, reading) == null) {
            try {
                executor.execute(reading);
            } catch (RejectedExecutionException e) {
                LOG.log(System.Logger.Level.TRACE, "a message is read at the end of its turn, since the threads are busy", e);
            }
        }
    }

    /** Returns what a message says of the user who typed it. */
    List<Statement> of(String text) {
        FutureTask<List<Statement>> reading = begun.asMap().remove(text);
        if (reading == null) {
            return read(text);
        }
        // Does nothing if it was begun.
        reading.run();
        try {
            return reading.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return read(text);
        } catch (ExecutionException | CancellationException e) {
            LOG.log(GroupCommit.level(e), "a message could not be read ahead", e);
            return read(text);
        }
    }

    static List<Statement> read(String text) {
        return ProfileRules.statements(Passages.storable(text));
    }
}
