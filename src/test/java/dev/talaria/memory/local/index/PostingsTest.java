package dev.talaria.memory.local.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PostingsTest {
    private final Postings postings = new Postings();

    private Map<Integer, Integer> turnsOf(String term) {
        Map<Integer, Integer> turns = new TreeMap<>();
        int number = postings.find(term);
        if (number >= 0) {
            postings.eachTurn(number, turns::put);
        }
        return turns;
    }

    @Test
    void givesBackWhatALargeRandomFillingPutIn() {
        Random random = new Random(3);
        Map<String, Map<Integer, Integer>> expected = new HashMap<>();
        for (int turn = 0; turn < 500; turn++) {
            postings.nextTurn();
            for (int i = 0; i < 20; i++) {
                String term = "t" + random.nextInt(1_000);
                int frequency = 1 + random.nextInt(5);
                if (expected.computeIfAbsent(term, unused -> new TreeMap<>()).putIfAbsent(turn, frequency) == null) {
                    postings.add(term, frequency);
                }
            }
        }

        expected.forEach((term, turns) -> assertEquals(turns, turnsOf(term)));
    }

    @Test
    void knowsTheTermsOfATurnButNotTheUnlistedOnes() {
        postings.nextTurn();
        postings.add("parrot", 2);
        postings.nextTurn();
        postings.addUnlisted("#2024", 1);
        postings.add("walnut", 3);

        Map<Integer, Integer> terms = new HashMap<>();
        postings.eachTerm(1, terms::put);

        assertEquals(Map.of(postings.find("walnut"), 3), terms);
        assertEquals(Map.of(1, 1), turnsOf("#2024"));
    }

    @Test
    void cutsFrequenciesThatDoNotFit() {
        postings.nextTurn();
        postings.add("ha", 10_000);

        assertEquals(Map.of(0, 255), turnsOf("ha"));
    }

    @Test
    void findsNoTermThatWasNeverAdded() {
        assertTrue(postings.find("parrot") < 0);
    }
}
