package dev.talaria.memory.local.facts;

import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what a model has answered: JSON, perhaps in a fence or with words around it. Pure functions. */
public final class FactAnswer {
    static final int MAX_FACTS = 40;
    private static final int MAX_SOURCES = 8;

    private FactAnswer() {
    }

    /** Returns the facts that the answer lists, unchecked; empty if the answer is not in the form that was asked for. */
    public static Optional<List<DrawnFact>> facts(String answer) {
        return json(answer).flatMap(value -> value instanceof JsonArray list ? Optional.of(list)
                : value instanceof JsonObject object && object.get("facts") instanceof JsonArray list ? Optional.of(list)
                : Optional.empty()).map(FactAnswer::facts);
    }

    private static List<DrawnFact> facts(JsonArray list) {
        List<DrawnFact> facts = new ArrayList<>();
        for (JsonValue each : list) {
            if (each instanceof JsonObject fact && facts.size() < MAX_FACTS) {
                String text = text(fact.get("text"));
                List<String> sources = fact.get("sources") instanceof JsonArray ids
                        ? ids.stream().map(FactAnswer::text).filter(id -> id != null).distinct().limit(MAX_SOURCES).toList() : List.of();
                if (text != null && !sources.isEmpty()) {
                    facts.add(new DrawnFact(text, sources, text(fact.get("replaces"))));
                }
            }
        }
        return facts;
    }

    /** Returns the summary that the answer gives, unchecked; empty if the answer is not in the form that was asked for. */
    public static Optional<String> summary(String answer) {
        return json(answer).flatMap(value -> value instanceof JsonObject object ? Optional.ofNullable(text(object.get("summary")))
                : Optional.empty());
    }

    private static @Nullable String text(@Nullable JsonValue value) {
        return value instanceof JsonString text && !text.getString().isBlank() ? text.getString().strip().replaceAll("\\s+", " ") : null;
    }

    private static Optional<JsonValue> json(String answer) {
        int object = answer.indexOf('{');
        int array = answer.indexOf('[');
        boolean list = array >= 0 && (object < 0 || array < object);
        int start = list ? array : object;
        int end = answer.lastIndexOf(list ? ']' : '}');
        if (start < 0 || end < start) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.parseLeniently(answer.substring(start, end + 1)));
        } catch (JsonFault e) {
            return Optional.empty();
        }
    }
}
