package dev.talaria.bench;

import dev.talaria.json.Json;
import dev.talaria.message.Role;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts in how many small cases a model is told what it should be: each says something in a scope of its own, asks, and looks at the
 * block. Run it by hand with a file of cases ({@code {kind, said[{role, content, days_ago, session}], before_in_this_session[], ask,
 * want[], first, order[[]], must_not[], at_most_items, with_distractors}} a line) and one of distractors (a JSON
 * array of messages like those said).
 */
public final class BehaviourBenchmark {
    private static final int TOKENS = 1_500;

    private final Instant now = Instant.now();
    private final Map<String, int[]> passed = new TreeMap<>();

    private BehaviourBenchmark() {
    }

    /**
     * @param arguments the path of the cases, that of the distractors, {@code http} where the questions are to be turns of a server with a
     *                  scripted model, and one of {@link EmbeddingOption}; every failed case is printed
     */
    public static void main(String[] arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(arguments));
        EmbeddingOption embedding = EmbeddingOption.takenFrom(words);
        boolean http = words.remove("http");
        if (words.size() != 2) {
            System.err.println("usage: BehaviourBenchmark CASES.jsonl DISTRACTORS.json [http] [embedding | upstream=URL,MODEL]");
            System.exit(2);
        }
        BehaviourBenchmark benchmark = new BehaviourBenchmark();
        JsonArray distractors = Json.parse(Files.readString(Path.of(words.get(1)))).asJsonArray();
        try (MemoryTarget target = http ? new HttpTurnTarget(embedding) : new LocalMemoryTarget(embedding)) {
            int number = 0;
            for (String line : Files.readAllLines(Path.of(words.get(0)))) {
                benchmark.run(Json.parse(line).asJsonObject(), "case-" + number++, distractors, target);
            }
        }
        benchmark.report();
    }

    private void run(JsonObject one, String scope, JsonArray distractors, MemoryTarget target) {
        List<JsonObject> said = new ArrayList<>();
        if (one.getBoolean("with_distractors")) {
            said.addAll(distractors.getValuesAs(JsonObject.class));
        }
        said.addAll(one.getJsonArray("said").getValuesAs(JsonObject.class));
        List<Conversation.Spoken> messages = new ArrayList<>();
        for (JsonObject message : said) {
            Instant at = now.minus(Duration.ofDays(message.getInt("days_ago"))).minusSeconds(60L * (said.size() - messages.size()));
            messages.add(new Conversation.Spoken(String.valueOf(messages.size()), message.isNull("session") ? null
                    : message.getString("session"), Role.of(message.getString("role")).orElseThrow(), null, message.getString("content"),
                    at));
        }
        target.remember(scope, messages);
        target.settle(scope);
        List<String> before = strings(one.getJsonArray("before_in_this_session"));
        MemoryTarget.Told told = target.told(scope, one.getString("ask"), before, TOKENS).orElseThrow();
        String wrong = wrong(one, told);
        int[] counts = passed.computeIfAbsent(one.getString("kind"), unused -> new int[2]);
        counts[0] += wrong.isEmpty() ? 1 : 0;
        counts[1]++;
        if (!wrong.isEmpty()) {
            System.out.printf("%s: \"%s\": %s%n%s", one.getString("kind"), one.getString("ask"), wrong, told.block());
        }
    }

    /** Returns what is wrong with the block; empty if nothing is. The profile's lines are told, but are no items. */
    private static String wrong(JsonObject one, MemoryTarget.Told told) {
        List<String> lines = told.block().lines().filter(line -> line.startsWith("- ")).toList();
        List<String> items = lines.stream().filter(line -> line.startsWith("- [")).toList();
        String all = String.join("\n", lines);
        for (String want : strings(one.getJsonArray("want"))) {
            if (!all.contains(want)) {
                return "no " + want;
            }
        }
        if (!one.isNull("first") && (items.isEmpty() || !items.get(0).contains(one.getString("first")))) {
            return "not first: " + one.getString("first");
        }
        for (JsonArray order : one.getJsonArray("order").getValuesAs(JsonArray.class)) {
            int later = all.indexOf(order.getString(1));
            if (later >= 0 && all.indexOf(order.getString(0)) > later) {
                return order.getString(1) + " before " + order.getString(0);
            }
        }
        for (String not : strings(one.getJsonArray("must_not"))) {
            if (all.contains(not)) {
                return "holds " + not;
            }
        }
        return !one.isNull("at_most_items") && items.size() > one.getInt("at_most_items") ? items.size() + " items" : "";
    }

    private static List<String> strings(JsonArray array) {
        return array.getValuesAs(JsonString.class).stream().map(JsonString::getString).toList();
    }

    private void report() {
        passed.forEach((kind, counts) -> System.out.printf(Locale.ROOT, "%-12s %d of %d%n", kind, counts[0], counts[1]));
        int right = passed.values().stream().mapToInt(counts -> counts[0]).sum();
        int all = passed.values().stream().mapToInt(counts -> counts[1]).sum();
        System.out.printf(Locale.ROOT, "all          %d of %d, %.1f %%%n", right, all, 100.0 * right / all);
    }
}
