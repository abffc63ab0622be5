package dev.talaria.memory.embedding;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Arrays;
import java.util.List;

/** Parses the reply of {@code /v1/embeddings}. An upstream's own error text is not repeated: it may quote what it was sent. */
final class EmbeddingReply {
    private EmbeddingReply() {
    }

    /** @param status other than success */
    static ApiException fault(int status) {
        return switch (status) {
            case 400, 413, 422 -> ErrorCode.CONTEXT_LENGTH_EXCEEDED.because("The embedding upstream rejected the texts: HTTP " + status);
            case 401, 403 -> ErrorCode.UPSTREAM_AUTH.because("The embedding upstream rejected the API key: HTTP " + status);
            case 404 -> ErrorCode.UPSTREAM_MODEL_NOT_FOUND.because("The embedding upstream has no such model or path: HTTP 404");
            case 429 -> ErrorCode.UPSTREAM_RATE_LIMITED.because("The embedding upstream's rate limit is reached: HTTP 429");
            default -> ErrorCode.UPSTREAM_ERROR.because("The embedding upstream failed: HTTP " + status);
        };
    }

    /** Returns the vectors in the order of the texts, whatever their order in the reply. */
    static List<float[]> parse(String body, int texts) {
        float[][] vectors = new float[texts][];
        try {
            if (Json.parseLeniently(body) instanceof JsonObject reply && reply.get("data") instanceof JsonArray data) {
                for (int i = 0; i < data.size(); i++) {
                    put(data.get(i), i, vectors);
                }
            }
        } catch (JsonFault fault) {
            throw ErrorCode.UPSTREAM_ERROR.because("The embedding upstream sent a reply that is not JSON", fault);
        }
        if (Arrays.asList(vectors).contains(null)) {
            throw ErrorCode.UPSTREAM_ERROR.because("The embedding upstream did not send a vector for each text");
        }
        return List.of(vectors);
    }

    private static void put(JsonValue entry, int place, float[][] vectors) {
        if (entry instanceof JsonObject object && object.get("embedding") instanceof JsonArray numbers && !numbers.isEmpty()) {
            int index = object.get("index") instanceof JsonNumber number ? number.intValue() : place;
            if (index >= 0 && index < vectors.length) {
                vectors[index] = vector(numbers);
            }
        }
    }

    private static float[] vector(JsonArray numbers) {
        float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            if (!(numbers.get(i) instanceof JsonNumber number)) {
                throw ErrorCode.UPSTREAM_ERROR.because("The embedding upstream sent a vector with elements that are not numbers");
            }
            vector[i] = (float) number.doubleValue();
        }
        return vector;
    }
}
