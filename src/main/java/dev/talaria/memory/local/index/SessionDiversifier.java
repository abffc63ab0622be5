package dev.talaria.memory.local.index;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Selects the best turns so that one session does not crowd out the others. */
final class SessionDiversifier {
    private SessionDiversifier() {
    }

    /**
     * Returns the best turns, best first; each turn's score is reduced by a cost for every turn of its session picked before.
     *
     * @param ranked best first
     */
    static List<Ranked> pick(List<Ranked> ranked, TurnTable turns, double cost, int limit) {
        if (cost == 0) {
            return ranked.subList(0, Math.min(limit, ranked.size()));
        }
        List<Ranked> left = new ArrayList<>(ranked);
        Map<Integer, Integer> picks = new HashMap<>();
        List<Ranked> picked = new ArrayList<>(limit);
        while (picked.size() < limit && !left.isEmpty()) {
            int best = 0;
            double bestScore = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < left.size() && left.get(i).score() > bestScore; i++) {
                double score = left.get(i).score() - cost * picks.getOrDefault(turns.sessionOf(left.get(i).turn()), 0);
                if (score > bestScore) {
                    best = i;
                    bestScore = score;
                }
            }
            int turn = left.remove(best).turn();
            picks.merge(turns.sessionOf(turn), 1, Integer::sum);
            picked.add(new Ranked(turn, bestScore));
        }
        return picked;
    }
}
