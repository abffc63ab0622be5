package dev.talaria.memory.local;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.talaria.memory.ScopeStore;
import dev.talaria.memory.local.index.Hit;
import dev.talaria.memory.local.index.IndexQuery;
import dev.talaria.memory.local.index.ScopeIndex;
import dev.talaria.memory.local.semantic.SemanticSearch;
import dev.talaria.memory.local.text.SpokenNames;
import dev.talaria.memory.local.text.TextAnalysis;
import dev.talaria.scope.MemoryScope;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * One scope's index, which catches up with its rows before each search. One thread at a time reads new rows, under {@code reading} alone;
 * the index's own {@code lock} is held only for work in memory, never during a query. A thread that takes both takes {@code reading} first.
 * Safe for many threads.
 */
final class IndexedScope {
    private static final int PAGE = 2_000;
    private static final int MIN = 4_096;
    private static final ScopeStore.Mark NEVER = new ScopeStore.Mark(0, 0, -1, 0, 0);

    private final MemoryScope scope;
    private final ScopeStore scopes;
    private final MemoryStore store;
    private final SemanticSearch semantic;
    private final TextAnalysis analysis;
    private final Snapshots snapshots;
    private final Semaphore coldReads;
    private final int mostTurns;
    /** Held by the one thread that reads rows; only keeps a second one out. */
    private final ReentrantLock reading = new ReentrantLock();
    /** Guards the index and its range; a thread that changes them also holds {@code reading}. */
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    @GuardedBy("lock")
    private ScopeIndex index;
    /** The scope's mark when the first of the index's rows was read. */
    @GuardedBy("lock")
    private ScopeStore.Mark begun = NEVER;
    /** The sequence number before the index's first row. */
    @GuardedBy("lock")
    private long after;
    @GuardedBy("lock")
    private long lastSeq;
    @GuardedBy("lock")
    private long lastVector;
    private volatile long bytes;
    private volatile int size;
    private volatile long weighed;
    /** How many turns the last snapshot had, or would have had if it could have been stored. */
    private final AtomicInteger sealed = new AtomicInteger();

    /**
     * Search results, best first.
     *
     * @param rarities the query's terms, rare ones weighing more
     * @param degraded whether the query was compared by words alone, because its vector was not ready in time
     */
    record Found(List<Hit> hits, Map<String, Double> rarities, boolean degraded) {
    }

    /** The content of a snapshot. */
    record Sealed(ScopeStore.Mark mark, byte[] packed) {
    }

    /**
     * @param coldReads limits, over all scopes, how many are read at once that have more than a page to read
     * @param mostTurns at twice as many turns, the index drops all but its newest {@code mostTurns}
     */
    IndexedScope(MemoryScope scope, ScopeStore scopes, MemoryStore store, SemanticSearch semantic, TextAnalysis analysis,
            Snapshots snapshots,
                 Semaphore coldReads, int mostTurns) {
        this.scope = scope;
        this.scopes = scopes;
        this.store = store;
        this.semantic = semantic;
        this.analysis = analysis;
        this.snapshots = snapshots;
        this.coldReads = coldReads;
        this.mostTurns = mostTurns;
        this.index = new ScopeIndex(analysis);
        measure();
    }

    /**
     * Searches everything that was committed before the call. Reads pages until its patience is over; a later search continues after them.
     *
     * @param patience how long to wait for any lock, and how long to read rows
     * @return empty if the index could not catch up in time
     */
    Optional<Found> search(IndexQuery indexQuery, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        Optional<ScopeStore.Mark> mark = scopes.mark(scope);
        if (mark.isEmpty()) {
            return Optional.of(new Found(List.of(), Map.of(), false));
        }
        long known = semantic.known(scope);
        Optional<Set<String>> participants = covered(mark.get(), known, deadline, () -> Set.copyOf(index.participants()));
        if (participants.isEmpty()) {
            return Optional.empty();
        }
        Optional<float[]> vector = semantic.ofQuery(indexQuery.meant(), () -> new SpokenNames(participants.get()));
        IndexQuery whole = indexQuery.withVector(vector.orElse(SemanticSearch.NONE));
        return covered(mark.get(), known, deadline, () -> new Found(index.search(whole), index.rarities(whole), vector.isEmpty()));
    }

    /** Evaluates {@code question} under the lock if the index covers the mark, which may change as soon as the lock is released. */
    private <T> Optional<T> covered(ScopeStore.Mark mark, long known, long deadline, Supplier<T> question) {
        while (acquired(lock.readLock(), deadline)) {
            try {
                if (covers(mark, known)) {
                    return Optional.of(question.get());
                }
            } finally {
                lock.readLock().unlock();
            }
            if (!catchUp(mark, known, deadline)) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Call it under one of the locks. */
    private boolean covers(ScopeStore.Mark mark, long known) {
        return begun.revision() >= mark.revision() && lastSeq >= mark.lastSeq() && lastVector >= Math.min(known, lastSeq);
    }

    /** Removes deleted rows from further searches. */
    void leaveOut(Collection<Long> seqs) {
        change(() -> seqs.forEach(index::remove));
    }

    /** Returns the index's approximate heap size, and remembers it as its weight. */
    long weigh() {
        weighed = bytes;
        return weighed;
    }

    /** Returns whether the index has grown by a quarter, and by more than a few rows, since it was weighed. */
    boolean hasOutgrownItsWeight() {
        return bytes > weighed + weighed / 4 + MIN;
    }

    /** Reads one more page, so that a later search has less to read; returns whether nothing is left, or another thread is reading. */
    boolean prepare() {
        Optional<ScopeStore.Mark> mark = scopes.mark(scope);
        if (mark.isEmpty() || !reading.tryLock()) {
            return true;
        }
        try {
            return !readPage(mark.get(), semantic.known(scope));
        } finally {
            reading.unlock();
        }
    }

    /** Returns whether the index reached the mark before the deadline. */
    private boolean catchUp(ScopeStore.Mark mark, long known, long deadline) {
        if (!acquired(reading, deadline)) {
            return false;
        }
        try {
            boolean more = true;
            while (more) {
                boolean cold = Math.max(mark.lastSeq() - lastSeq, Math.min(known, lastSeq) - lastVector) > PAGE;
                if (System.nanoTime() - deadline > 0 || cold && !permitted(deadline)) {
                    return false;
                }
                try {
                    more = readPage(mark, known);
                } finally {
                    if (cold) {
                        coldReads.release();
                    }
                }
            }
            return true;
        } finally {
            reading.unlock();
        }
    }

    /** Reads a page; returns whether there was anything to read. Only for the thread that holds {@code reading}. */
    private boolean readPage(ScopeStore.Mark mark, long known) {
        if (begun.revision() < mark.revision() || index.size() + mark.lastSeq() - lastSeq > 2L * mostTurns) {
            begin(mark);
        }
        if (lastSeq < mark.lastSeq()) {
            long upTo = Math.min(lastSeq + PAGE, mark.lastSeq());
            List<Row> rows = store.read(scope, lastSeq, upTo);
            change(() -> {
                rows.forEach(row -> index.add(row.item()));
                lastSeq = upTo;
            });
            return true;
        }
        long ready = Math.min(known, lastSeq);
        if (lastVector < ready) {
            long upTo = Math.min(lastVector + PAGE, ready);
            Map<Long, byte[]> vectors = new LinkedHashMap<>();
            semantic.read(scope, lastVector, upTo, vectors::put);
            change(() -> {
                vectors.forEach(index::addVector);
                lastVector = upTo;
            });
            return true;
        }
        return false;
    }

    private void begin(ScopeStore.Mark mark) {
        long wanted = Math.max(mark.forgotten(), mark.lastSeq() - mostTurns);
        Optional<Snapshot> snapshot = snapshots.read(scope, mark.lastSeq() - wanted, analysis)
                .filter(found -> found.fits(mark, wanted) && found.index().size() + mark.lastSeq() - found.upTo() <= 2L * mostTurns);
        change(() -> {
            begun = mark;
            index = snapshot.map(Snapshot::index).orElseGet(() -> new ScopeIndex(analysis));
            after = snapshot.map(Snapshot::after).orElse(wanted);
            lastSeq = snapshot.map(Snapshot::upTo).orElse(wanted);
            lastVector = after;
        });
        sealed.set(size);
    }

    /** Changes the index under the lock; other holders only work in memory, so the wait is short. */
    private void change(Runnable change) {
        lock.writeLock().lock();
        try {
            change.run();
            measure();
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void measure() {
        bytes = index.bytes();
        size = index.size();
    }

    /** Returns whether the index has at least this many turns, and an eighth more than when this last returned true. */
    boolean wantsSnapshot(int least) {
        int now = size;
        int last = sealed.get();
        return now >= least && now > last + last / 8 && sealed.compareAndSet(last, now);
    }

    /** Packs the index in its current state; searches may run meanwhile. */
    Sealed seal() {
        lock.readLock().lock();
        try {
            return new Sealed(begun, new Snapshot(begun.revision(), after, lastSeq, index).pack(analysis));
        } finally {
            lock.readLock().unlock();
        }
    }

    private static boolean acquired(Lock wanted, long deadline) {
        try {
            return wanted.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean permitted(long deadline) {
        try {
            return coldReads.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
