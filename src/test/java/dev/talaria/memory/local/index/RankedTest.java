package dev.talaria.memory.local.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RankedTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 200})
    void keepsTheBestAndTheLaterOfEqualOnes(int limit) {
        Random random = new Random(limit);
        List<Ranked> all = new ArrayList<>();
        PriorityQueue<Ranked> top = new PriorityQueue<>();
        for (int turn = 0; turn < 100; turn++) {
            Ranked ranked = new Ranked(turn, random.nextInt(20));
            all.add(ranked);
            Ranked.offer(top, limit, ranked.turn(), ranked.score());
        }
        all.sort(Comparator.comparingDouble(Ranked::score).thenComparingInt(Ranked::turn));

        assertEquals(all.subList(100 - Math.min(limit, 100), 100), top.stream().sorted().toList());
    }

    @Test
    void keepsNothingWhereNothingIsWanted() {
        PriorityQueue<Ranked> top = new PriorityQueue<>();
        Ranked.offer(top, 0, 1, 1);

        assertTrue(top.isEmpty());
    }
}
