package dev.talaria.memory.embedding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingReplyTest {
    @Test
    void takesTheVectorsByTheirIndex() {
        List<float[]> vectors = EmbeddingReply.parse("""
                {"object":"list","data":[{"index":1,"embedding":[3,4e-1]},{"index":0,"embedding":[1,2],"more":true}],"usage":{}}""", 2);

        assertArrayEquals(new float[] {1, 2}, vectors.get(0));
        assertArrayEquals(new float[] {3, 0.4f}, vectors.get(1));
    }

    @Test
    void takesTheVectorsInOrderWhereNoneIsNumbered() {
        List<float[]> vectors = EmbeddingReply.parse("""
                {"data":[{"embedding":[1]},{"embedding":[2]}]}""", 2);

        assertEquals(2, vectors.get(1)[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "[]", "{}", "{\"data\":[]}", "{\"data\":[{\"index\":0,\"embedding\":[]}]}",
        "{\"data\":[{\"index\":0,\"embedding\":[1]}]}", "{\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":7,\"embedding\":[1]}]}",
        "{\"data\":[{\"index\":0,\"embedding\":\"AAAA\"},{\"index\":1,\"embedding\":[1]}]}",
        "{\"data\":[{\"index\":0,\"embedding\":[\"1\"]},{\"index\":1,\"embedding\":[1]}]}"})
    void refusesWhatIsNoVectorForEachText(String body) {
        ApiException thrown = assertThrows(ApiException.class, () -> EmbeddingReply.parse(body, 2));

        assertEquals(ErrorCode.UPSTREAM_ERROR, thrown.code());
    }

    @ParameterizedTest
    @CsvSource({"400, CONTEXT_LENGTH_EXCEEDED", "413, CONTEXT_LENGTH_EXCEEDED", "401, UPSTREAM_AUTH", "404, UPSTREAM_MODEL_NOT_FOUND",
        "429, UPSTREAM_RATE_LIMITED", "500, UPSTREAM_ERROR", "302, UPSTREAM_ERROR"})
    void namesFaultsByTheirStatus(int status, ErrorCode code) {
        assertEquals(code, EmbeddingReply.fault(status).code());
    }
}
