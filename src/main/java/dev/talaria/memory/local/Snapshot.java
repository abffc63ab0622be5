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
 * A scope's index as it was made of some of its rows.
 *
 * @param revision of the scope when the first of them was read
 * @param after    the number in front of the first of them
 * @param upTo     the number of the last of them
 */
record Snapshot(long revision, long after, long upTo, ScopeIndex index) {
    /** Rises when the same rows make other bytes, or the same bytes mean something else. */
    static final int FORMAT = 4;

    /** Behind everything else stands a sum over it. */
    byte[] pack(TextAnalysis analysis) {
        NumberWriter out = new NumberWriter();
        out.write(FORMAT).write(analysis.recipe()).write(revision).write(after).write(upTo);
        index.write(out);
        byte[] bytes = out.toBytes();
        return ByteBuffer.allocate(bytes.length + Long.BYTES).put(bytes).putLong(sum(bytes)).array();
    }

    /** Empty for what is not whole, of another format, or made by another reading of texts than this. */
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
     * Whether it stands for rows of the scope as it is now.
     *
     * @param wanted the number after which an index made anew would begin
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
