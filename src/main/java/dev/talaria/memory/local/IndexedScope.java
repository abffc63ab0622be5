package dev.talaria.memory.local;

import dev.talaria.memory.ScopeStore;
import dev.talaria.memory.local.index.Hit;
import dev.talaria.memory.local.index.ScopeIndex;
import dev.talaria.memory.local.index.Sought;
import dev.talaria.memory.local.meaning.Meaning;
import dev.talaria.memory.local.text.SpokenNames;
import dev.talaria.memory.local.text.TextAnalysis;
import dev.talaria.scope.MemoryScope;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * One scope's index, brought up to its rows before each search. One thread reads new rows while others wait for it; searches go on
 * side by side. Safe for many threads.
 */
final class IndexedScope {
    private static final int PAGE = 2_000;
    private static final int LITTLE = 4_096;
    private static final ScopeStore.Mark NEVER = new ScopeStore.Mark(0, 0, -1, 0, 0);

    private final MemoryScope scope;
    private final ScopeStore scopes;
    private final MemoryStore store;
    private final Meaning meaning;
    private final TextAnalysis analysis;
    private final Snapshots snapshots;
    private final int mostTurns;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private ScopeIndex index;
    /** Where the scope stood when the first of the index's rows was read. */
    private ScopeStore.Mark begun = NEVER;
    /** The number in front of the first of the index's rows. */
    private long after;
    private long lastSeq;
    private long lastVector;
    private volatile long weighed;
    /** How many turns the last snapshot had, or would have had if it could have been stored. */
    private final AtomicInteger sealed = new AtomicInteger();

    /** What is to be stored of an index. */
    record Sealed(ScopeStore.Mark mark, byte[] packed) {
    }

    /** @param mostTurns beyond twice as many, all but the newest so many are left out */
    IndexedScope(MemoryScope scope, ScopeStore scopes, MemoryStore store, Meaning meaning, TextAnalysis analysis, Snapshots snapshots,
                 int mostTurns) {
        this.scope = scope;
        this.scopes = scopes;
        this.store = store;
        this.meaning = meaning;
        this.analysis = analysis;
        this.snapshots = snapshots;
        this.mostTurns = mostTurns;
        this.index = new ScopeIndex(analysis);
    }

    /**
     * Searches everything that had been committed when this was called.
     *
     * @param patience how long to wait for another thread that is reading rows
     * @return empty where the wait was too long
     */
    Optional<List<Hit>> search(Sought sought, Duration patience) {
        Optional<ScopeStore.Mark> mark = scopes.mark(scope);
        if (mark.isEmpty()) {
            return Optional.of(List.of());
        }
        long known = meaning.known(scope);
        if (!isAt(mark.get(), known) && !catchUp(mark.get(), known, patience)) {
            return Optional.empty();
        }
        float[] vector = meaning.ofQuery(sought.text(), () -> new SpokenNames(participants()));
        lock.readLock().lock();
        try {
            return Optional.of(index.search(sought.withVector(vector)));
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Leaves rows that are gone out of further searches. */
    void leaveOut(Collection<Long> seqs) {
        lock.writeLock().lock();
        try {
            seqs.forEach(index::remove);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** About how much heap the index takes; from now on that is its weight. */
    long weigh() {
        weighed = bytes();
        return weighed;
    }

    /** Whether the index has become larger by a quarter, and by more than a few rows, since it was weighed. */
    boolean hasOutgrownItsWeight() {
        return bytes() > weighed + weighed / 4 + LITTLE;
    }

    private long bytes() {
        lock.readLock().lock();
        try {
            return index.bytes();
        } finally {
            lock.readLock().unlock();
        }
    }

    private Set<String> participants() {
        lock.readLock().lock();
        try {
            return Set.copyOf(index.participants());
        } finally {
            lock.readLock().unlock();
        }
    }

    private boolean isAt(ScopeStore.Mark mark, long known) {
        lock.readLock().lock();
        try {
            return begun.revision() == mark.revision() && lastSeq >= mark.lastSeq() && lastVector >= Math.min(known, lastSeq);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Reads one page more, so that a later search has less to read; whether there is nothing left, as where another thread is reading. */
    boolean prepare() {
        Optional<ScopeStore.Mark> mark = scopes.mark(scope);
        if (mark.isEmpty() || !locked(Duration.ZERO)) {
            return true;
        }
        try {
            return !readPage(mark.get(), meaning.known(scope));
        } finally {
            lock.writeLock().unlock();
        }
    }

    private boolean catchUp(ScopeStore.Mark mark, long known, Duration patience) {
        if (!locked(patience)) {
            return false;
        }
        try {
            boolean more = true;
            while (more) {
                more = readPage(mark, known);
            }
            return true;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Under the lock; whether there was anything to read. */
    private boolean readPage(ScopeStore.Mark mark, long known) {
        if (begun.revision() < mark.revision() || index.size() + mark.lastSeq() - lastSeq > 2L * mostTurns) {
            begin(mark);
        }
        if (lastSeq < mark.lastSeq()) {
            long upTo = Math.min(lastSeq + PAGE, mark.lastSeq());
            store.read(scope, lastSeq, upTo).forEach(row -> index.add(row.item()));
            lastSeq = upTo;
            return true;
        }
        long ready = Math.min(known, lastSeq);
        if (lastVector < ready) {
            long upTo = Math.min(lastVector + PAGE, ready);
            meaning.read(scope, lastVector, upTo, index::addVector);
            lastVector = upTo;
            return true;
        }
        return false;
    }

    private void begin(ScopeStore.Mark mark) {
        long wanted = Math.max(mark.forgotten(), mark.lastSeq() - mostTurns);
        Optional<Snapshot> snapshot = snapshots.read(scope, mark.lastSeq() - wanted, analysis)
                .filter(found -> found.fits(mark, wanted) && found.index().size() + mark.lastSeq() - found.upTo() <= 2L * mostTurns);
        begun = mark;
        index = snapshot.map(Snapshot::index).orElseGet(() -> new ScopeIndex(analysis));
        after = snapshot.map(Snapshot::after).orElse(wanted);
        lastSeq = snapshot.map(Snapshot::upTo).orElse(wanted);
        lastVector = after;
        sealed.set(index.size());
    }

    /** Whether the index has at least so many turns, and an eighth more than when this was last true. */
    boolean wantsSnapshot(int least) {
        int size = size();
        int last = sealed.get();
        return size >= least && size > last + last / 8 && sealed.compareAndSet(last, size);
    }

    private int size() {
        lock.readLock().lock();
        try {
            return index.size();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** The index as it is. Searches go on meanwhile. */
    Sealed seal() {
        lock.readLock().lock();
        try {
            return new Sealed(begun, new Snapshot(begun.revision(), after, lastSeq, index).pack(analysis));
        } finally {
            lock.readLock().unlock();
        }
    }

    private boolean locked(Duration patience) {
        try {
            return lock.writeLock().tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
