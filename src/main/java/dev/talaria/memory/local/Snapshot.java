package dev.talaria.memory.local;

import dev.talaria.memory.ScopeStore;
import dev.talaria.memory.local.compact.NumberReader;
import dev.talaria.memory.local.compact.NumberWriter;
import dev.talaria.memory.local.index.ScopeIndex;
import dev.talaria.memory.local.text.TextAnalysis;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A scope's index, as built from some of its rows.
 *
 * @param revision the scope's when the first row was read
 * @param after    the sequence number before the first row
 * @param upTo     the sequence number of the last row
 */
record Snapshot(long revision, long after, long upTo, ScopeIndex index) {
    /** Incremented when the same rows give other bytes, or the same bytes get another meaning. */
    static final int FORMAT = 5;

    /** Packs the index; the bytes end with a checksum. */
    byte[] pack(TextAnalysis analysis) {
        NumberWriter out = new NumberWriter();
        out.write(FORMAT).write(analysis.recipe()).write(revision).write(after).write(upTo);
        index.write(out);
        byte[] bytes = out.toBytes();
        return ByteBuffer.allocate(bytes.length + Long.BYTES).put(bytes).putLong(sum(bytes)).array();
    }

    /** Unpacks an index; empty for bytes that are damaged, of another format, or made by another text analysis. */
    static Optional<Snapshot> unpack(byte[] packed, TextAnalysis analysis) {
        int size = packed.length - Long.BYTES;
        if (size <= 0) {
            return Optional.empty();
        }
        byte[] bytes = Arrays.copyOf(packed, size);
        NumberReader in = new NumberReader(bytes);
        if (ByteBuffer.wrap(packed).getLong(size) != sum(bytes) || in.readInt() != FORMAT || !in.readText().equals(analysis.recipe())) {
            return Optional.empty();
        }
        return Optional.of(new Snapshot(in.readLong(), in.readLong(), in.readLong(), ScopeIndex.read(in, analysis)));
    }

    /**
     * Returns whether the snapshot matches the scope's current rows.
     *
     * @param wanted the sequence number after which a new index would begin
     */
    boolean fits(ScopeStore.Mark mark, long wanted) {
        return revision == mark.revision() && after <= wanted && upTo >= wanted && upTo <= mark.lastSeq();
    }

    private static long sum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return sum.getValue();
    }
}
