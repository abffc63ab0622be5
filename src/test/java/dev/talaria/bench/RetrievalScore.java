package dev.talaria.bench;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Averages over questions: the share of evidence among the first turns found, and how often all of it is among the first ten. */
final class RetrievalScore {
    private static final int[] DEPTHS = {5, 10, 20};

    private final List<double[]> rows = new ArrayList<>();

    void add(Set<String> evidence, List<String> found) {
        double[] row = new double[DEPTHS.length + 1];
        for (int i = 0; i < DEPTHS.length; i++) {
            row[i] = recall(evidence, found, DEPTHS[i]);
        }
        row[DEPTHS.length] = recall(evidence, found, 10) == 1 ? 1 : 0;
        rows.add(row);
    }

    private static double recall(Set<String> evidence, List<String> found, int depth) {
        Set<String> first = new HashSet<>(found.subList(0, Math.min(depth, found.size())));
        return (double) evidence.stream().filter(first::contains).count() / evidence.size();
    }

    private double mean(int column) {
        return 100 * rows.stream().mapToDouble(row -> row[column]).average().orElse(0);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "recall@5 %5.1f  @10 %5.1f  @20 %5.1f  all@10 %5.1f  (%d questions)",
                mean(0), mean(1), mean(2), mean(3), rows.size());
    }
}
