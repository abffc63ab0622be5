package dev.talaria.bench;

import dev.talaria.testing.TestServer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures how well a memory finds the messages that answer a question, and how many of them reach the model, on conversations of people
 * ({@code {id, sessions[{n, iso, turns[{dia_id, speaker, text, caption?}]}], questions[{question, category, evidence[]}]}} a line, the
 * shape of LoCoMo) or with an assistant ({@code {id, messages[{role, content, created_at, metadata{id, session_id}}], questions[{question,
 * kind, evidence[]}]}} a line). Run it by hand with the path of such a {@code .jsonl.gz} and where the memory is.
 */
public final class RecallBenchmark {
    private static final int LIMIT = 50;
    private final int rounds;
    /** The usual budget of a recall. */
    private static final int TOKENS = 1_500;

    private final Map<String, RetrievalScore> scores = new TreeMap<>();
    /** The share of the evidence in the block, its items and its characters, for each question. */
    private final List<List<Double>> told = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    private int longest;
    private double[] millis = new double[0];
    private final List<Double> importRates = new ArrayList<>();

    private RecallBenchmark(int rounds) {
        this.rounds = rounds;
    }

    /**
     * @param arguments the path of the data; then nothing for the built-in memory called directly, {@code http} for a server in this
     *                  process, or a server's URL and API key; at last {@code no-sessions} where the messages are to name none,
     *                  one of {@link EmbeddingOption} where the memory in this process is to compare meanings too, and {@code once}
     *                  where times do not matter
     */
    public static void main(String[] arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(arguments));
        boolean sessions = !words.remove("no-sessions");
        EmbeddingOption embedding = EmbeddingOption.takenFrom(words);
        boolean once = words.remove("once");
        if (words.isEmpty() || words.size() > 3) {
            System.err.println("usage: RecallBenchmark FILE.jsonl.gz [http | URL KEY] [no-sessions]"
                    + " [embedding | upstream=URL,MODEL] [once]");
            System.exit(2);
        }
        RecallBenchmark benchmark = new RecallBenchmark(once ? 1 : 3);
        try (MemoryTarget target = target(words, sessions, embedding)) {
            benchmark.run(Conversation.read(Path.of(arguments[0])), target);
        }
        benchmark.report(System.out);
    }

    private static MemoryTarget target(List<String> words, boolean sessions, EmbeddingOption embedding) {
        if (words.size() == 1) {
            return new LocalMemoryTarget(embedding);
        }
        if (words.size() == 3) {
            return new HttpMemoryTarget(URI.create(words.get(1)), words.get(2), sessions, () -> { });
        }
        TestServer server = TestServer.start(embedding.settings());
        return new HttpMemoryTarget(server.base(), TestServer.KEY, sessions, server::close);
    }

    private void run(List<Conversation> conversations, MemoryTarget target) {
        for (int round = 0; round < rounds; round++) {
            int of = round;
            importRates.add(conversations.stream().mapToInt(conversation -> conversation.messages().size()).sum()
                    / conversations.stream().mapToDouble(conversation -> importSeconds(conversation, of, target)).sum());
        }
        conversations.forEach(conversation -> target.settle(conversation.id()));
        conversations.forEach(conversation -> ask(conversation, target));
        for (int round = 1; round < rounds; round++) {
            String mark = "?".repeat(round);
            millis = new double[0];
            conversations.forEach(conversation -> conversation.questions()
                    .forEach(question -> search(conversation, question.text() + mark, target)));
        }
    }

    /** Into a scope of its own each round; the questions are asked of the first. */
    private static double importSeconds(Conversation conversation, int round, MemoryTarget target) {
        String scope = round == 0 ? conversation.id() : conversation.id() + "-" + round;
        long start = System.nanoTime();
        target.remember(scope, conversation.messages());
        target.search(scope, conversation.questions().get(0).text(), 1);
        return (System.nanoTime() - start) / 1e9;
    }

    private void ask(Conversation conversation, MemoryTarget target) {
        for (Conversation.Question question : conversation.questions()) {
            List<String> found = search(conversation, question.text(), target);
            score("kind " + question.kind()).add(question.evidence(), found);
            if (!question.isAdversarial()) {
                score("all but adversarial").add(question.evidence(), found);
                score("conversation " + conversation.id()).add(question.evidence(), found);
                target.told(conversation.id(), question.text(), List.of(), TOKENS).ifPresent(told -> note(question, told));
            }
        }
    }

    private void note(Conversation.Question question, MemoryTarget.Told told) {
        told(0, (double) question.evidence().stream().filter(told.ids()::contains).count() / question.evidence().size());
        told(1, told.ids().size());
        told(2, told.block().length());
        longest = Math.max(longest, told.block().length());
    }

    private void told(int column, double value) {
        told.get(column).add(value);
    }

    /** Timed in the last round, when everything is warm; a query is new in each, so that no answer is kept. */
    private List<String> search(Conversation conversation, String text, MemoryTarget target) {
        long start = System.nanoTime();
        List<String> found = target.search(conversation.id(), text, LIMIT);
        millis = Arrays.copyOf(millis, millis.length + 1);
        millis[millis.length - 1] = (System.nanoTime() - start) / 1e6;
        return found;
    }

    private RetrievalScore score(String name) {
        return scores.computeIfAbsent(name, unused -> new RetrievalScore());
    }

    private void report(PrintStream out) {
        scores.forEach((name, score) -> out.printf(Locale.ROOT, "%-32s %s%n", name, score));
        if (!told.get(0).isEmpty()) {
            out.printf(Locale.ROOT, "told in %d tokens: %.1f %% of the evidence, in %.1f items and %.0f characters, at most %d%n", TOKENS,
                    100 * mean(told.get(0)), mean(told.get(1)), mean(told.get(2)), longest);
        }
        Arrays.sort(millis);
        out.printf(Locale.ROOT, "search p50 %.2f ms, p95 %.2f ms; import until searchable %.0f turns/s cold, at last %.0f%n",
                millis[millis.length / 2], millis[(int) (millis.length * 0.95)],
                importRates.get(0), importRates.get(importRates.size() - 1));
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }
}
