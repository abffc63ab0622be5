package dev.talaria.memory.local.semantic;

/** Vectors in a byte a number: a quarter of the room, and the angles between them hardly change. */
final class Packed {
    private Packed() {
    }

    /** Stretched so that the largest number becomes 127: only the direction is kept. Of all zeros nothing is kept. */
    static byte[] of(float[] vector) {
        float largest = 0;
        for (float number : vector) {
            largest = Math.max(largest, Math.abs(number));
        }
        if (!(largest > 0) || Float.isInfinite(largest)) {
            return new byte[0];
        }
        byte[] packed = new byte[vector.length];
        for (int i = 0; i < packed.length; i++) {
            packed[i] = (byte) Math.round(vector[i] * Byte.MAX_VALUE / largest);
        }
        return packed;
    }

    /** The scalar product; both are of the same length. */
    static int product(byte[] one, byte[] other) {
        int sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }
}
