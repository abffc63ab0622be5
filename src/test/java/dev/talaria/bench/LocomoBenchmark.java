package dev.talaria.bench;

import dev.talaria.testing.TestServer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures how well a memory finds the turns that answer a question, on conversations in the shape of LoCoMo
 * ({@code {id, sessions[{n, iso, turns[{dia_id, speaker, text, caption?}]}], questions[{question, category, evidence[]}]}} a line).
 * Run it by hand with the path of such a {@code .jsonl.gz} and where the memory is.
 */
public final class LocomoBenchmark {
    private static final int LIMIT = 50;
    private static final int ROUNDS = 3;

    private final Map<String, RetrievalScore> scores = new TreeMap<>();
    private double[] millis = new double[0];
    private final List<Double> importRates = new ArrayList<>();

    private LocomoBenchmark() {
    }

    /**
     * @param arguments the path of the data; then nothing for the built-in memory called directly, {@code http} for a server in this
     *                  process, or a server's URL and API key; at last {@code no-sessions} where the messages are to name none,
     *                  and {@code embedding} where the memory in this process is to use the embedding model on the class path
     */
    public static void main(String[] arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(arguments));
        boolean sessions = !words.remove("no-sessions");
        boolean embedding = words.remove("embedding");
        if (words.isEmpty() || words.size() > 3) {
            System.err.println("usage: LocomoBenchmark FILE.jsonl.gz [http | URL KEY] [no-sessions] [embedding]");
            System.exit(2);
        }
        LocomoBenchmark benchmark = new LocomoBenchmark();
        try (MemoryTarget target = target(words, sessions, embedding)) {
            benchmark.run(LocomoConversation.read(Path.of(arguments[0])), target);
        }
        benchmark.report(System.out);
    }

    private static MemoryTarget target(List<String> words, boolean sessions, boolean embedding) {
        if (words.size() == 1) {
            return new LocalMemoryTarget(embedding);
        }
        if (words.size() == 3) {
            return new HttpMemoryTarget(URI.create(words.get(1)), words.get(2), sessions, () -> { });
        }
        TestServer server = TestServer.start();
        return new HttpMemoryTarget(server.base(), TestServer.KEY, sessions, server::close);
    }

    private void run(List<LocomoConversation> conversations, MemoryTarget target) {
        for (int round = 0; round < ROUNDS; round++) {
            int of = round;
            importRates.add(conversations.stream().mapToInt(conversation -> conversation.turns().size()).sum()
                    / conversations.stream().mapToDouble(conversation -> importSeconds(conversation, of, target)).sum());
        }
        conversations.forEach(conversation -> target.settle(conversation.id(), conversation.turns().size()));
        conversations.forEach(conversation -> ask(conversation, target));
        for (int round = 1; round < ROUNDS; round++) {
            String mark = "?".repeat(round);
            millis = new double[0];
            conversations.forEach(conversation -> conversation.questions()
                    .forEach(question -> search(conversation, question.text() + mark, target)));
        }
    }

    /** Into a scope of its own each round; the questions are asked of the first. */
    private static double importSeconds(LocomoConversation conversation, int round, MemoryTarget target) {
        String scope = round == 0 ? conversation.id() : conversation.id() + "-" + round;
        long start = System.nanoTime();
        target.remember(scope, conversation.turns());
        target.search(scope, conversation.questions().get(0).text(), 1);
        return (System.nanoTime() - start) / 1e9;
    }

    private void ask(LocomoConversation conversation, MemoryTarget target) {
        Map<Instant, String> ids = new HashMap<>();
        conversation.turns().forEach(turn -> ids.put(turn.at(), turn.id()));
        for (LocomoConversation.Question question : conversation.questions()) {
            List<String> turnsFound = search(conversation, question.text(), target).stream().map(ids::get).toList();
            score("category " + question.category()).add(question.evidence(), turnsFound);
            score("all").add(question.evidence(), turnsFound);
            if (question.category() != 5) {
                score("categories 1-4").add(question.evidence(), turnsFound);
                score("categories 1-4 of " + conversation.id()).add(question.evidence(), turnsFound);
            }
        }
    }

    /** Timed in the last round, when everything is warm; a query is new in each, so that no answer is kept. */
    private List<Instant> search(LocomoConversation conversation, String text, MemoryTarget target) {
        long start = System.nanoTime();
        List<Instant> found = target.search(conversation.id(), text, LIMIT);
        millis = Arrays.copyOf(millis, millis.length + 1);
        millis[millis.length - 1] = (System.nanoTime() - start) / 1e6;
        return found;
    }

    private RetrievalScore score(String name) {
        return scores.computeIfAbsent(name, unused -> new RetrievalScore());
    }

    private void report(PrintStream out) {
        scores.forEach((name, score) -> out.printf(Locale.ROOT, "%-32s %s%n", name, score));
        Arrays.sort(millis);
        out.printf(Locale.ROOT, "search p50 %.2f ms, p95 %.2f ms; import until searchable %.0f turns/s cold, then %.0f and %.0f%n",
                millis[millis.length / 2], millis[(int) (millis.length * 0.95)],
                importRates.get(0), importRates.get(1), importRates.get(2));
    }
}
