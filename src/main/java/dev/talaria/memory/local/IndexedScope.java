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
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * One scope's index, brought up to its rows before each search. One thread reads new rows while others wait for it; searches go on
 * side by side. Safe for many threads.
 */
final class IndexedScope {
    private static final int PAGE = 2_000;
    private static final int LITTLE = 4_096;

    private final MemoryScope scope;
    private final ScopeStore scopes;
    private final MemoryStore store;
    private final Meaning meaning;
    private final TextAnalysis analysis;
    private final int mostTurns;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private ScopeIndex index;
    private long revision;
    private long lastSeq;
    private long lastVector;
    private volatile long weighed;

    /** @param mostTurns beyond twice as many, all but the newest so many are left out */
    IndexedScope(MemoryScope scope, ScopeStore scopes, MemoryStore store, Meaning meaning, TextAnalysis analysis, int mostTurns) {
        this.scope = scope;
        this.scopes = scopes;
        this.store = store;
        this.meaning = meaning;
        this.analysis = analysis;
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
            return revision == mark.revision() && lastSeq >= mark.lastSeq() && lastVector >= Math.min(known, lastSeq);
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
        if (revision < mark.revision() || index.size() + mark.lastSeq() - lastSeq > 2L * mostTurns) {
            index = new ScopeIndex(analysis);
            lastSeq = Math.max(mark.forgotten(), mark.lastSeq() - mostTurns);
            lastVector = lastSeq;
            revision = mark.revision();
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

    private boolean locked(Duration patience) {
        try {
            return lock.writeLock().tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
