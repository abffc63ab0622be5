package dev.talaria.memory.local.compact;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes a sequence of numbers and texts, small numbers in few bytes. For one thread. */
public final class NumberWriter {
    private static final int SEVEN_BITS = 0x7F;
    private static final int MORE = 0x80;

    private byte[] bytes = new byte[1 << 16];
    private int size;

    /** Writes a number that is seldom negative. */
    public NumberWriter write(long number) {
        if (bytes.length - size < Long.BYTES + 2) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        long rest = number;
        while ((rest & ~SEVEN_BITS) != 0) {
            bytes[size++] = (byte) (rest & SEVEN_BITS | MORE);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return this;
    }

    /** Writes a number of either sign. */
    public NumberWriter writeSigned(long number) {
        return write(number << 1 ^ number >> Long.SIZE - 1);
    }

    public NumberWriter write(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        write(utf8.length);
        if (bytes.length - size < utf8.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + utf8.length));
        }
        System.arraycopy(utf8, 0, bytes, size, utf8.length);
        size += utf8.length;
        return this;
    }

    /** Returns the bytes so far. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }
}
