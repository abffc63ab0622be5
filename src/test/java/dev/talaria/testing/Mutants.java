package dev.talaria.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ApiException;
import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Request bodies with random members swapped for odd values or gone, the same ones in every run. */
public final class Mutants {
    private static final int ROUNDS = 3_000;

    private final Random random;
    private final List<JsonValue> odd;

    /** @param word that means something to the parser, though not everywhere */
    public Mutants(long seed, String word) {
        random = new Random(seed);
        odd = Stream.of("null", "true", "0", "-1", "1.5", "1e300", "\"\"", "\" \"", "\"" + word + "\"", "[]", "{}", "[[]]", "[null]",
                "{\"type\":null}", "\"https://x\"").map(Json::parse).toList();
    }

    /** Fails where the parser throws anything else than a refusal with a 400, and where it understands hardly any or all of them. */
    public void areUnderstoodOrRefused(JsonObject valid, Consumer<JsonBody> parser) {
        int understood = 0;
        for (int round = 0; round < ROUNDS; round++) {
            JsonValue mutant = valid;
            for (int swaps = 1 + random.nextInt(3); swaps > 0; swaps--) {
                mutant = mutate(mutant, 0);
            }
            if (mutant instanceof JsonObject body && isUnderstood(body, parser)) {
                understood++;
            }
        }
        assertTrue(understood > ROUNDS / 20 && understood < ROUNDS, "understood " + understood);
    }

    private static boolean isUnderstood(JsonObject body, Consumer<JsonBody> parser) {
        try {
            parser.accept(JsonBody.parse(Json.bytes(body.toString())));
            return true;
        } catch (ApiException refused) {
            assertEquals(400, refused.code().status());
            return false;
        } catch (RuntimeException other) {
            throw new AssertionError("for " + body, other);
        }
    }

    private JsonValue mutate(JsonValue value, int depth) {
        boolean stays = depth > 0 && random.nextInt(3) == 0;
        if (!stays && value instanceof JsonObject object && !object.isEmpty()) {
            String name = object.keySet().stream().toList().get(random.nextInt(object.size()));
            JsonObjectBuilder copy = Json.builders().createObjectBuilder(object);
            return (random.nextInt(8) == 0 ? copy.remove(name) : copy.add(name, mutate(object.get(name), depth + 1))).build();
        }
        if (!stays && value instanceof JsonArray array && !array.isEmpty()) {
            int at = random.nextInt(array.size());
            JsonArrayBuilder copy = Json.builders().createArrayBuilder(array);
            return (random.nextInt(8) == 0 ? copy.remove(at) : copy.set(at, mutate(array.get(at), depth + 1))).build();
        }
        return odd.get(random.nextInt(odd.size()));
    }
}
