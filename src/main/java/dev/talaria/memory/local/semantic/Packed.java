package dev.talaria.memory.local.semantic;

/** Packs vectors into a byte for each number: a quarter of the space, with nearly the same angles. */
public final class Packed {
    private Packed() {
    }

    /** Scales the vector so that its largest number becomes 127; keeps only its direction. Empty for all zeros. */
    public static byte[] of(float[] vector) {
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

    /** Returns the scalar product of two vectors of equal length. */
    static int product(byte[] one, byte[] other) {
        int sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }
}
