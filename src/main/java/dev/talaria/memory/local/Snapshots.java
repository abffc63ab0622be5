package dev.talaria.memory.local;

import dev.talaria.memory.ScopeStore;
import dev.talaria.memory.local.text.TextAnalysis;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Snapshots of the indexes of large scopes, in the database, where every server finds them. They are read in place of the rows that they
 * were made of, and depend on those: a missing, damaged or incompatible snapshot only costs time. Safe for many threads.
 */
final class Snapshots {
    private static final System.Logger LOG = System.getLogger(Snapshots.class.getName());
    /** A part is a transaction of its own, so that no other write waits long for it. */
    private static final int PART_BYTES = 256 * 1024;
    private static final int MAX_PARTS = 256;

    private final SnapshotStore store;
    private final GroupCommit commits;
    private final int least;
    private volatile Executor writer;

    /** @param least fewer rows are read as fast without a snapshot */
    Snapshots(Database database, GroupCommit commits, int least) {
        this.store = new SnapshotStore(database);
        this.commits = commits;
        this.least = least;
    }

    /** Enables writing: snapshots are written as indexes grow; before, they are only read. */
    void writeOn(Executor executor) {
        writer = executor;
    }

    /** @param rows how many rows would be read without a snapshot */
    Optional<Snapshot> read(MemoryScope scope, long rows, TextAnalysis analysis) {
        if (rows < least) {
            return Optional.empty();
        }
        List<byte[]> parts = store.read(scope, MAX_PARTS);
        byte[] whole = new byte[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return Snapshot.unpack(whole, analysis);
    }

    /** Writes a snapshot in the background if the index has grown enough to make it worthwhile. */
    void consider(MemoryScope scope, IndexedScope index) {
        Executor executor = writer;
        if (executor != null && index.wantsSnapshot(least)) {
            try {
                executor.execute(() -> write(scope, index));
            } catch (RejectedExecutionException e) {
                LOG.log(System.Logger.Level.DEBUG, "a snapshot was skipped because the threads are busy or the server is stopping", e);
            }
        }
    }

    private void write(MemoryScope scope, IndexedScope index) {
        try {
            IndexedScope.Sealed sealed = index.seal();
            store(scope, sealed.mark(), sealed.packed());
        } catch (RuntimeException e) {
            LOG.log(GroupCommit.level(e), "a snapshot of a memory index could not be written; its rows will be read instead", e);
        }
    }

    private void store(MemoryScope scope, ScopeStore.Mark mark, byte[] packed) {
        if (packed.length > PART_BYTES * MAX_PARTS) {
            return;
        }
        long made = ThreadLocalRandom.current().nextLong();
        AtomicBoolean stored = new AtomicBoolean(true);
        for (int part = 0; part * PART_BYTES < packed.length && stored.get(); part++) {
            int number = part;
            byte[] data = Arrays.copyOfRange(packed, part * PART_BYTES, Math.min(packed.length, (part + 1) * PART_BYTES));
            commits.commit(handle -> stored.set(SnapshotStore.add(handle, scope, mark, made, number, data)));
        }
    }
}
