package dev.talaria.testing.honcho;

import jakarta.json.JsonObject;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds messages as Honcho does: those nearest in meaning, however far they are, fused with those that hold the words. A query with a
 * special character in it counts as one string there, and has to stand in the message as it is.
 */
final class Search {
    private static final Pattern SPECIAL = Pattern.compile("[~`!@#$%^&*()_+=\\[\\]{};':\"\\\\|,.<>/?-]");
    private static final double RANK_OFFSET = 60;

    private Search() {
    }

    /** @param byMeaning whether the messages have been embedded */
    static List<JsonObject> find(List<JsonObject> messages, String query, int limit, boolean byMeaning) {
        String whole = query.toLowerCase(Locale.ROOT);
        Set<String> words = words(query);
        ToLongFunction<JsonObject> nearness = message -> words(message.getString("content")).stream().filter(words::contains).count();
        Predicate<JsonObject> holds = message -> message.getString("content").toLowerCase(Locale.ROOT).contains(whole)
                || !SPECIAL.matcher(query).find() && nearness.applyAsLong(message) == words.size();
        Comparator<JsonObject> newest = Comparator.comparing(
                (JsonObject message) -> OffsetDateTime.parse(message.getString("created_at"))).reversed();
        Map<JsonObject, Double> scores = new HashMap<>();
        rank(scores, messages.stream().filter(message -> byMeaning)
                .sorted(Comparator.comparingLong(nearness).reversed().thenComparing(newest)).toList());
        rank(scores, messages.stream().filter(holds).sorted(newest).toList());
        return scores.entrySet().stream().sorted(Map.Entry.<JsonObject, Double>comparingByValue().reversed()).limit(limit)
                .map(Map.Entry::getKey).toList();
    }

    private static void rank(Map<JsonObject, Double> scores, List<JsonObject> found) {
        for (int i = 0; i < found.size(); i++) {
            scores.merge(found.get(i), 1 / (RANK_OFFSET + i + 1), Double::sum);
        }
    }

    private static Set<String> words(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[\\s?!.,';]+")).filter(word -> !word.isBlank())
                .collect(Collectors.toSet());
    }
}
