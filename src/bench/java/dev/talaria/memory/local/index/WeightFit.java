package dev.talaria.memory.local.index;

import dev.talaria.bench.Conversation;
import dev.talaria.bench.EmbeddingOption;
import dev.talaria.memory.Embedder;
import dev.talaria.memory.local.semantic.Packed;
import dev.talaria.memory.local.semantic.SemanticSearch;
import dev.talaria.memory.local.text.Passages;
import dev.talaria.memory.local.text.SpokenNames;
import dev.talaria.memory.local.text.TextAnalysis;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Fits the weights of one regime ({@link Weights}) on conversations in a shape of {@link Conversation}, and measures each conversation with
 * weights from the others. The objective falls with the rank of each evidence message, most where it passes ten. Words that the best turns
 * share depend on the weights themselves, so it is run again after its result was put into the code. Run it by hand; see the guide.
 */
public final class WeightFit {
    private static final int SIGNS = Sign.values().length;
    private static final int EPOCHS = 250;
    private static final double STEP = 0.03;
    private static final double WANTED_RANK = 8;
    private static final double SHARPNESS = 8;
    /** Keeps weights small that bring little. */
    private static final double PENALTY = 0.002;
    private static final LocalDate TODAY = LocalDate.of(2024, 12, 1);

    /** One message as a candidate: the signs of each of its passages. */
    private record Candidate(boolean evidence, List<double[]> passages) {
        double[] best(double[] weights) {
            double[] best = passages.get(0);
            for (double[] passage : passages) {
                best = sum(weights, passage) > sum(weights, best) ? passage : best;
            }
            return best;
        }
    }

    /** @param missing how many evidence messages are no candidates */
    private record Asked(String conversation, boolean adversarial, List<Candidate> candidates, int missing) {
        int evidence() {
            return missing + (int) candidates.stream().filter(Candidate::evidence).count();
        }
    }

    private final TextAnalysis analysis = new TextAnalysis("en");
    private final Embedder model;
    private final Set<Sign> without;

    private WeightFit(Embedder model, Set<Sign> without) {
        this.model = model;
        this.without = without;
    }

    /**
     * @param arguments the path of the conversations, {@code words} or one of {@link EmbeddingOption}, and the names of signs that are to
     *                  stay out
     */
    public static void main(String[] arguments) throws IOException {
        Set<Sign> without = new HashSet<>();
        for (int i = 2; i < arguments.length; i++) {
            without.add(Sign.valueOf(arguments[i]));
        }
        WeightFit fit = new WeightFit(EmbeddingOption.of(arguments[1]).model().orElse(null), without);
        List<Asked> all = new ArrayList<>();
        for (Conversation conversation : Conversation.read(Path.of(arguments[0]))) {
            all.addAll(fit.asked(conversation));
        }
        fit.report(all);
        fit.analysis.close();
    }

    private List<Asked> asked(Conversation conversation) {
        ScopeIndex index = new ScopeIndex(analysis);
        List<String> ids = new ArrayList<>();
        Set<String> speakers = new HashSet<>();
        conversation.messages().stream().filter(said -> said.speaker() != null).forEach(said -> speakers.add(said.speaker()));
        SpokenNames names = new SpokenNames(speakers);
        for (Conversation.Spoken said : conversation.messages()) {
            for (String passage : Passages.of(said.text())) {
                ids.add(said.id());
                index.add(new MemoryItem(ids.size(), said.id(), said.session(), "", said.role(), said.speaker(), passage, said.at()));
                if (model != null) {
                    index.addVector(ids.size(), Packed.of(vector(names.leftOut(passage))));
                }
            }
        }
        System.out.printf(Locale.ROOT, "%s: %d passages of %.1f terms%n", conversation.id(), ids.size(), index.meanLength());
        return conversation.questions().stream().map(question -> asked(conversation, question, index, ids, names)).toList();
    }

    private Asked asked(Conversation conversation, Conversation.Question question, ScopeIndex index, List<String> ids,
                        SpokenNames names) {
        float[] vector = model == null ? SemanticSearch.NONE : vector(names.asked(question.text()));
        Scoring scoring = index.scoring(new IndexQuery(question.text(), TODAY, Filter.ALL, 1).withVector(vector),
                Weights.of(model != null, index.meanLength()));
        scoring.best(1);
        Map<String, List<double[]>> byMessage = new LinkedHashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            if (scoring.isCandidate(i)) {
                double[] signs = scoring.signsOf(i).clone();
                without.forEach(sign -> signs[sign.place()] = 0);
                byMessage.computeIfAbsent(ids.get(i), unused -> new ArrayList<>()).add(signs);
            }
        }
        List<Candidate> candidates = new ArrayList<>();
        byMessage.forEach((id, passages) -> candidates.add(new Candidate(question.evidence().contains(id), passages)));
        int missing = (int) question.evidence().stream().filter(id -> !byMessage.containsKey(id)).count();
        return new Asked(conversation.id(), question.kind().equals("5"), candidates, missing);
    }

    private float[] vector(String text) {
        return model.embed(List.of(text), Duration.ofMinutes(1)).get(0);
    }

    private void report(List<Asked> all) {
        double[] whole = fitted(all);
        for (Sign sign : Sign.values()) {
            if (Math.abs(whole[sign.place()]) >= 0.02) {
                System.out.printf(Locale.ROOT, "Map.entry(Sign.%s, %.2f), ", sign, whole[sign.place()]);
            }
        }
        System.out.println();
        print("fitted", all, asked -> whole);
        Map<String, double[]> others = new HashMap<>();
        all.stream().map(Asked::conversation).distinct().forEach(id ->
                others.put(id, fitted(all.stream().filter(asked -> !asked.conversation().equals(id)).toList())));
        print("each by the others", all, asked -> others.get(asked.conversation()));
    }

    private interface Chosen {
        double[] of(Asked asked);
    }

    private static void print(String name, List<Asked> all, Chosen weights) {
        int[] depths = {5, 10, 20};
        double[] sums = new double[depths.length];
        double adversarial = 0;
        int count = 0;
        for (Asked asked : all) {
            for (int d = 0; d < depths.length; d++) {
                double found = found(asked, weights.of(asked), depths[d]);
                sums[d] += asked.adversarial() ? 0 : found;
                adversarial += asked.adversarial() && depths[d] == 10 ? found : 0;
            }
            count += asked.adversarial() ? 0 : 1;
        }
        System.out.printf(Locale.ROOT, "%s: recall@5 %.1f @10 %.1f @20 %.1f, adversarial@10 %.1f%n", name, 100 * sums[0] / count,
                100 * sums[1] / count, 100 * sums[2] / count, 100 * adversarial / Math.max(1, all.size() - count));
    }

    private static double found(Asked asked, double[] weights, int depth) {
        double[] scores = asked.candidates().stream().mapToDouble(one -> sum(weights, one.best(weights))).sorted().toArray();
        double least = scores.length <= depth ? Double.NEGATIVE_INFINITY : scores[scores.length - depth];
        return (double) asked.candidates().stream().filter(one -> one.evidence() && sum(weights, one.best(weights)) >= least).count()
                / asked.evidence();
    }

    private static double sum(double[] weights, double[] signs) {
        double sum = 0;
        for (int i = 0; i < SIGNS; i++) {
            sum += weights[i] * signs[i];
        }
        return sum;
    }

    /** Minimizes by Adam; weights are scaled so that the two strongest signs of words keep their usual size. */
    private double[] fitted(List<Asked> all) {
        double[] weights = new double[SIGNS];
        weights[Sign.TURN.place()] = 0.5;
        weights[Sign.WINDOW.place()] = 0.5;
        weights[Sign.MEANING.place()] = model == null ? 0 : 0.5;
        double[] first = new double[SIGNS];
        double[] second = new double[SIGNS];
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
            double[] gradient = new double[SIGNS];
            for (Asked asked : all) {
                addGradient(asked, weights, gradient, 1.0 / all.size());
            }
            for (int i = 0; i < SIGNS; i++) {
                gradient[i] += 2 * PENALTY * weights[i];
                first[i] = 0.9 * first[i] + 0.1 * gradient[i];
                second[i] = 0.99 * second[i] + 0.01 * gradient[i] * gradient[i];
                double step = STEP * (epoch > EPOCHS * 2 / 3 ? 0.3 : 1);
                weights[i] -= step * first[i] / (1 - Math.pow(0.9, epoch))
                        / (Math.sqrt(second[i] / (1 - Math.pow(0.99, epoch))) + 1e-9);
            }
        }
        return weights;
    }

    /** The loss of each evidence message is the logarithm of one more than its smooth rank over the wanted one. */
    private static void addGradient(Asked asked, double[] weights, double[] gradient, double share) {
        List<double[]> others = new ArrayList<>();
        List<double[]> evidence = new ArrayList<>();
        for (Candidate one : asked.candidates()) {
            (one.evidence() ? evidence : others).add(one.best(weights));
        }
        double[] scores = others.stream().mapToDouble(signs -> sum(weights, signs)).toArray();
        for (double[] signs : evidence) {
            double own = sum(weights, signs);
            double rank = 0;
            double[] slopes = new double[scores.length];
            for (int i = 0; i < scores.length; i++) {
                double beaten = 1 / (1 + Math.exp(-SHARPNESS * (scores[i] - own)));
                rank += beaten;
                slopes[i] = SHARPNESS * beaten * (1 - beaten);
            }
            double scale = share / asked.evidence() / (WANTED_RANK + rank);
            for (int i = 0; i < scores.length; i++) {
                if (slopes[i] > 1e-4) {
                    for (int s = 0; s < SIGNS; s++) {
                        gradient[s] += scale * slopes[i] * (others.get(i)[s] - signs[s]);
                    }
                }
            }
        }
    }
}
