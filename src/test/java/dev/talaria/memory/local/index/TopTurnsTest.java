package dev.talaria.memory.local.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopTurnsTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 200})
    void keepsTheBestInOrderAndTheLaterOfEqualOnes(int limit) {
        Random random = new Random(limit);
        List<Ranked> all = new ArrayList<>();
        TopTurns top = new TopTurns(limit);
        for (int turn = 0; turn < 100; turn++) {
            Ranked ranked = new Ranked(turn, random.nextInt(20));
            all.add(ranked);
            top.offer(ranked.turn(), ranked.score());
        }
        all.sort(Comparator.comparingDouble(Ranked::score).thenComparingInt(Ranked::turn).reversed());

        assertEquals(all.subList(0, Math.min(limit, 100)), top.drain());
    }

    @Test
    void keepsNothingWhereNothingIsWanted() {
        TopTurns top = new TopTurns(0);
        top.offer(1, 1);

        assertEquals(List.of(), top.drain());
    }
}
