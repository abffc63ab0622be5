package dev.talaria.memory.local.compact;

import java.nio.charset.StandardCharsets;

/** Reads what a {@link NumberWriter} wrote, in the same order; any other input may cause any exception. For one thread. */
public final class NumberReader {
    private static final int SEVEN_BITS = 0x7F;

    private final byte[] bytes;
    private int at;

    public NumberReader(byte[] bytes) {
        this.bytes = bytes;
    }

    public long readLong() {
        long number = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes[at++];
            number |= (long) (next & SEVEN_BITS) << shift;
            if (next >= 0) {
                return number;
            }
        }
    }

    public int readInt() {
        return (int) readLong();
    }

    public long readSigned() {
        long number = readLong();
        return number >>> 1 ^ -(number & 1);
    }

    public String readText() {
        int length = readInt();
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }
}
