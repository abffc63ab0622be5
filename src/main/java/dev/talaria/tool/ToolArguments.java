package dev.talaria.tool;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The arguments of a call as a model sends them, which need not match the schema. */
public record ToolArguments(JsonObject object) {
    /** Returns a text without the spaces around it; empty if it is absent or blank. */
    public Optional<String> text(String name) throws ToolFailure {
        JsonValue value = object.getOrDefault(name, JsonValue.NULL);
        if (value == JsonValue.NULL) {
            return Optional.empty();
        }
        if (!(value instanceof JsonString text)) {
            throw new ToolFailure("'" + name + "' must be a text");
        }
        return Optional.of(text.getString().strip()).filter(words -> !words.isEmpty());
    }

    public int number(String name, int least, int most, int usual) {
        return object.get(name) instanceof JsonNumber number ? Math.max(least, Math.min(most, number.intValue())) : usual;
    }

    /** Returns the texts of a list; one text counts as a list of it. */
    public List<String> texts(String name) throws ToolFailure {
        JsonValue value = object.getOrDefault(name, JsonValue.NULL);
        List<JsonValue> all = value instanceof JsonArray array ? array : value == JsonValue.NULL ? List.of() : List.of(value);
        if (!all.stream().allMatch(JsonString.class::isInstance)) {
            throw new ToolFailure("'" + name + "' must be a list of texts");
        }
        return all.stream().flatMap(text -> Stream.of(((JsonString) text).getString().strip())).filter(text -> !text.isEmpty()).distinct()
                .toList();
    }

    /** Reads a day or a time in ISO 8601; a day is its beginning in UTC. */
    public Optional<Instant> time(String name) throws ToolFailure {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(text.get().length() <= "2024-05-08".length()
                    ? LocalDate.parse(text.get()).atStartOfDay(ZoneOffset.UTC).toInstant() : OffsetDateTime.parse(text.get()).toInstant());
        } catch (DateTimeException e) {
            throw new ToolFailure("'" + name + "' must be a day like 2024-05-08");
        }
    }
}
