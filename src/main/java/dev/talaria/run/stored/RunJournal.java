package dev.talaria.run.stored;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.event.Cancellation;
import dev.talaria.event.EventJournal;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.run.Run;
import dev.talaria.run.RunId;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.PendingWrite;
import dev.talaria.store.Write;
import dev.talaria.text.LogText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Stores the events of all durable runs of this process in batches, and shows them to readers once they are committed. While the database
 * is unavailable it buffers them, up to a bound, and stores them in order afterwards. Events that cannot be stored are not shown: their run
 * is cancelled. Safe for many threads.
 */
public final class RunJournal {
    private static final System.Logger LOG = System.getLogger(RunJournal.class.getName());
    private static final Duration PACE = Duration.ofMillis(25);
    /** Bound on the characters of all runs that wait to be stored; beyond it the run with the most is stopped. */
    static final int MAX_CHARACTERS = 16 * 1024 * 1024;
    private static final Problem UNREADABLE =
            Problem.of(ErrorCode.DATABASE_UNAVAILABLE, "The run's events cannot be read at the moment")
                    .withRetryAfter(Duration.ofSeconds(1));
    private static final Problem NO_THREAD = Problem.of(ErrorCode.DATABASE_UNAVAILABLE, "The server is too busy to read the run's events")
            .withRetryAfter(Duration.ofSeconds(1));

    /** The events of one run that wait to be stored. */
    private final class RunLog implements EventJournal {
        private final RunKey key;
        @GuardedBy("RunJournal.this")
        private final StringBuilder waiting = new StringBuilder();
        private Run run;
        @GuardedBy("RunJournal.this")
        private long first;
        @GuardedBy("RunJournal.this")
        private long last;

        private RunLog(RunKey key) {
            this.key = key;
        }

        @Override
        public void take(Numbered event) {
            String json = EventJson.write(event);
            synchronized (RunJournal.this) {
                if (waiting.isEmpty()) {
                    first = event.sequence();
                }
                waiting.append(waiting.isEmpty() ? '[' : ',').append(json);
                last = event.sequence();
                dirty.add(this);
                held += json.length();
                if (held <= MAX_CHARACTERS) {
                    plan();
                    return;
                }
            }
            overflow();
        }

        @Override
        public void read(long after, Pages pages) {
            RunJournal.this.read(key, after, null, pages);
        }

        /** The caller holds the journal's lock, which the checker cannot tell of another object. */
        @SuppressWarnings("GuardedBy")
        private RunStore.Batch batch() {
            RunStore.Batch batch = new RunStore.Batch(key, first, last, waiting.append(']').toString());
            held -= waiting.length();
            waiting.setLength(0);
            return batch;
        }
    }

    private final RunStore store;
    private final GroupCommit commits;
    private final ScheduledExecutorService thread;
    private final Executor readers;
    private final Executor callbacks;
    private final Map<RunId, RunLog> logs = new ConcurrentHashMap<>();
    @GuardedBy("this")
    private final Set<RunLog> dirty = new LinkedHashSet<>();
    /** A flush is scheduled or in progress. */
    @GuardedBy("this")
    private boolean planned;
    /** Characters that wait in the logs of all runs. */
    @GuardedBy("this")
    private int held;
    @GuardedBy("this")
    private long lastFlush = System.nanoTime() - PACE.toNanos();

    /**
     * @param thread    a single thread, which notifies readers; they must not read on it
     * @param readers   reads pages for slow or late readers; may reject tasks
     * @param callbacks runs what follows when a run's start or end is stored, or cannot be; should not reject tasks
     */
    public RunJournal(RunStore store, GroupCommit commits, ScheduledExecutorService thread, Executor readers, Executor callbacks) {
        this.store = Objects.requireNonNull(store);
        this.commits = Objects.requireNonNull(commits);
        this.thread = Objects.requireNonNull(thread);
        this.readers = Objects.requireNonNull(readers);
        this.callbacks = Objects.requireNonNull(callbacks);
    }

    /** Opens the journal of a run that starts; {@link #attach} must follow before its first event. */
    EventJournal open(RunKey key) {
        RunLog log = new RunLog(key);
        logs.put(key.id(), log);
        return log;
    }

    void attach(Run run) {
        logs.get(run.id()).run = run;
    }

    /** Returns the journal of an ended run: its stored events, then its end. */
    EventJournal closed(RunKey key, Numbered end) {
        return new EventJournal() {
            @Override
            public void take(Numbered event) {
                throw new IllegalStateException("the run has ended");
            }

            @Override
            public void read(long after, Pages pages) {
                RunJournal.this.read(key, after, end, pages);
            }
        };
    }

    /** Stores a run's remaining events in one transaction with the writes of its end. */
    PendingWrite finish(Run run, Write write) {
        synchronized (this) {
            return store(run, logs.remove(run.id()), write);
        }
    }

    /** Stores the events so far in one transaction with a write that must not be visible without them. */
    PendingWrite store(Run run, Write write) {
        synchronized (this) {
            return store(run, logs.get(run.id()), write);
        }
    }

    /** Writes are stored in the order of submission. */
    @GuardedBy("this")
    private PendingWrite store(Run run, RunLog log, Write write) {
        if (!run.head().durable()) {
            return commits.begin(write);
        }
        submit(run, log);
        return commits.beginLasting(write);
    }

    /** Stores the events so far; completes when they are durable, or fails if that takes longer than a write may wait. */
    PendingWrite settle(Run run) {
        synchronized (this) {
            submit(run, logs.get(run.id()));
            return commits.begin(Write.NOTHING);
        }
    }

    @GuardedBy("this")
    private void submit(Run run, RunLog log) {
        if (log != null && dirty.remove(log)) {
            RunStore.Batch rest = log.batch();
            commits.submitLasting(store.add(List.of(rest), place -> { }))
                    .whenCompleteAsync((nothing, fault) -> settle(run, rest.last(), fault), thread);
        }
    }

    /** Drops a run that another process owns by now. */
    void drop(Run run) {
        synchronized (this) {
            RunLog log = logs.remove(run.id());
            if (dirty.remove(log)) {
                log.batch();
            }
        }
    }

    @GuardedBy("this")
    private void plan() {
        if (!planned) {
            planned = true;
            long wait = Math.max(0, lastFlush + PACE.toNanos() - System.nanoTime());
            thread.schedule(this::flush, wait, TimeUnit.NANOSECONDS);
        }
    }

    /** Stops the run with the most waiting characters, which keeps what it has produced so far. */
    @SuppressWarnings("GuardedBy") // The journal's lock is held, which the checker cannot tell of its logs.
    private void overflow() {
        Run run;
        synchronized (this) {
            run = dirty.stream().max(Comparator.comparingInt(log -> log.waiting.length())).map(log -> log.run).orElse(null);
        }
        if (run != null && run.cancellation().cancel(Cancellation.Reason.UNRECORDED)) {
            LOG.log(System.Logger.Level.WARNING, "Too many events are waiting to be stored: " + run.id() + " is stopped");
        }
    }

    /** Submits batches under the lock, so that a run's end never overtakes them. One flush at a time waits for the database. */
    private void flush() {
        List<RunLog> told = new ArrayList<>();
        try {
            store(told);
        } catch (RuntimeException | Error e) {
            // Out of memory, for instance: the events of this flush are lost, and the other runs continue.
            flushed();
            told.forEach(log -> settle(log.run, -1, e));
        }
    }

    private void store(List<RunLog> told) {
        List<RunStore.Batch> batches = new ArrayList<>();
        Set<Integer> refused = ConcurrentHashMap.newKeySet();
        CompletableFuture<Void> stored;
        synchronized (this) {
            lastFlush = System.nanoTime();
            if (dirty.isEmpty()) {
                planned = false;
                return;
            }
            for (RunLog log : dirty) {
                told.add(log);
                batches.add(log.batch());
            }
            dirty.clear();
            Write rows = store.add(batches, refused::add);
            stored = commits.submitLasting(handle -> {
                refused.clear();
                rows.apply(handle);
            });
        }
        stored.whenCompleteAsync((nothing, fault) -> {
            flushed();
            for (int i = 0; i < told.size(); i++) {
                settle(told.get(i).run, batches.get(i).last(), refused.contains(i) ? RunStore.takenOver(told.get(i).run.id()) : fault);
            }
        }, thread);
    }

    private synchronized void flushed() {
        planned = false;
        if (!dirty.isEmpty()) {
            plan();
        }
    }

    private void settle(Run run, long last, Throwable fault) {
        if (fault == null) {
            run.events().show(last);
        } else {
            callbacks.execute(() -> unstored(run, fault));
        }
    }

    private static void unstored(Run run, Throwable fault) {
        if (run.cancellation().cancel(Cancellation.Reason.UNRECORDED)) {
            String what = "The events of " + run.id() + " could not be stored";
            if (RunStore.isTakenOver(fault)) {
                LOG.log(System.Logger.Level.WARNING, what + ": another server has taken it over");
            } else {
                LOG.log(GroupCommit.level(fault), what, LogText.plain(fault));
            }
        }
    }

    private void read(RunKey key, long after, Numbered end, EventJournal.Pages pages) {
        try {
            readers.execute(() -> tell(key, after, end, pages));
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            thread.execute(() -> pages.unreadable(NO_THREAD));
        }
    }

    private void tell(RunKey key, long after, Numbered end, EventJournal.Pages pages) {
        List<Numbered> events;
        try {
            events = store.events(key, after);
        } catch (RuntimeException | Error e) {
            LOG.log(GroupCommit.level(e), "The events of " + key.id() + " could not be read", LogText.plain(e));
            pages.unreadable(UNREADABLE);
            return;
        }
        pages.read(events.isEmpty() && end != null && after < end.sequence() ? List.of(end) : events);
    }
}
