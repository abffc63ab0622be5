package dev.talaria.memory.local.semantic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorColumnTest {
    private final VectorColumn column = new VectorColumn();

    private static float[] random(Random random, int dimension) {
        float[] vector = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            vector[i] = (float) random.nextGaussian() * 3;
        }
        return vector;
    }

    private static double cosine(float[] one, float[] other) {
        double product = 0;
        double first = 0;
        double second = 0;
        for (int i = 0; i < one.length; i++) {
            product += one[i] * other[i];
            first += one[i] * one[i];
            second += other[i] * other[i];
        }
        return product / Math.sqrt(first * second);
    }

    @Test
    void tellsTheAnglesBetweenVectorsOfAnyLength() {
        Random random = new Random(5);
        float[] query = random(random, 384);
        float[][] vectors = new float[100][];
        for (int turn = 0; turn < vectors.length; turn++) {
            vectors[turn] = random(random, 384);
            column.put(turn, Packed.of(vectors[turn]));
        }

        float[] cosines = column.cosines(query, vectors.length);

        for (int turn = 0; turn < vectors.length; turn++) {
            assertEquals(cosine(query, vectors[turn]), cosines[turn], 0.01);
        }
    }

    @Test
    void tellsOfWhichTurnsItKnowsNothing() {
        column.put(1, Packed.of(new float[] {1, 0}));

        assertArrayEquals(new float[] {Float.NaN, 1, Float.NaN}, column.cosines(new float[] {2, 0}, 3), 0.001f);
    }

    @Test
    void leavesOutVectorsOfAnotherDimension() {
        column.put(0, Packed.of(new float[] {1, 0}));
        column.put(1, Packed.of(new float[] {1, 0, 0}));

        assertEquals(1, column.count());
        assertTrue(column.fits(new float[] {1, 1}));
        assertFalse(column.fits(new float[] {1, 1, 1}));
    }

    @Test
    void countsWhatEachVectorTakes() {
        for (int turn = 0; turn < 1_000; turn++) {
            column.put(turn, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        }

        assertTrue(column.bytes() >= 1_000 * (8 + 8));
    }

    @ParameterizedTest
    @ValueSource(floats = {0, Float.NaN, Float.POSITIVE_INFINITY})
    void keepsNothingOfAVectorWithoutADirection(float number) {
        assertEquals(0, Packed.of(new float[] {number, number}).length);
    }
}
