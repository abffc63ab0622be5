package dev.talaria.model.openai.reply;

import dev.talaria.message.Usage;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;

/** Reads token counts in any notation: strings, fractions and exponents count, nulls and negative numbers do not. */
final class UsageReader {
    private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final int MAX_TEXT = 40;

    private UsageReader() {
    }

    /** Returns the counts in a reply or chunk; {@link Usage#NONE} if it has none. */
    static Usage in(JsonObject chunk, JsonObject choice) {
        JsonObject tokens = object(chunk, "usage");
        tokens = tokens.isEmpty() ? object(object(chunk, "x_groq"), "usage") : tokens;
        tokens = tokens.isEmpty() && choice != null ? object(choice, "usage") : tokens;
        return tokens.isEmpty() ? Usage.NONE : of(tokens);
    }

    private static Usage of(JsonObject tokens) {
        long prompt = first(tokens, "prompt_tokens", "input_tokens");
        long completion = first(tokens, "completion_tokens", "output_tokens");
        long total = count(tokens, "total_tokens");
        long cached = count(object(tokens, "prompt_tokens_details"), "cached_tokens");
        long reasoning = count(object(tokens, "completion_tokens_details"), "reasoning_tokens");
        return new Usage(prompt, completion, total > 0 ? total : Usage.of(prompt, completion).total(),
                cached > 0 ? cached : first(tokens, "prompt_cache_hit_tokens", "cached_tokens"),
                reasoning > 0 ? reasoning : count(tokens, "reasoning_tokens"));
    }

    private static long first(JsonObject tokens, String name, String otherName) {
        long count = count(tokens, name);
        return count > 0 ? count : count(tokens, otherName);
    }

    private static long count(JsonObject object, String name) {
        JsonValue value = object.get(name);
        try {
            if (value instanceof JsonNumber number) {
                return bounded(number.bigDecimalValue());
            }
            if (value instanceof JsonString text && text.getString().length() <= MAX_TEXT) {
                return bounded(new BigDecimal(text.getString().strip()));
            }
        } catch (NumberFormatException noNumber) {
            return 0;
        }
        return 0;
    }

    /** Compares before it converts, because a number of a few characters may have a thousand million digits. */
    private static long bounded(BigDecimal number) {
        if (number.signum() <= 0 || number.compareTo(BigDecimal.ONE) < 0) {
            return 0;
        }
        return number.compareTo(MAX) >= 0 ? Long.MAX_VALUE : number.longValue();
    }

    private static JsonObject object(JsonObject parent, String name) {
        return parent.get(name) instanceof JsonObject child ? child : JsonValue.EMPTY_JSON_OBJECT;
    }
}
