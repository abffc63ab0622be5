package dev.talaria.memory.embedding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.config.Secret;
import dev.talaria.config.EmbeddingConfig;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.TestDatabase;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UpstreamEmbedderTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String ONE = "{\"data\":[{\"index\":0,\"embedding\":[0.5,-1]}]}";

    private final ScriptedUpstream upstream = new ScriptedUpstream();

    @AfterEach
    void close() throws IOException {
        upstream.close();
    }

    private UpstreamEmbedder embedder(Optional<Integer> dimensions) {
        return new UpstreamEmbedder(new EmbeddingConfig.Upstream(upstream.baseUrl(), Optional.of(new Secret("sk-embed")), "e-1",
                dimensions, 64, LONG), TestDatabase.daemons());
    }

    private ErrorCode failure(Duration deadline) {
        try (UpstreamEmbedder embedder = embedder(Optional.empty())) {
            return assertThrows(ApiException.class, () -> embedder.embed(List.of("a parrot"), deadline)).code();
        }
    }

    @Test
    void asksInOpenAisWords() {
        upstream.answer(reply -> reply.whole(200, "application/json", ONE));
        try (UpstreamEmbedder embedder = embedder(Optional.of(2))) {
            assertArrayEquals(new float[] {0.5f, -1}, embedder.embed(List.of("a parrot"), LONG).get(0));
        }

        assertEquals("/v1/embeddings", upstream.lastRequest().path());
        assertEquals("Bearer sk-embed", upstream.lastRequest().headers().get("authorization"));
        assertEquals(Json.parse("{\"model\":\"e-1\",\"input\":[\"a parrot\"],\"encoding_format\":\"float\",\"dimensions\":2}"),
                Json.parse(upstream.lastRequest().body()));
    }

    @Test
    void asksForNoDimensionsUnlessTold() {
        upstream.answer(reply -> reply.whole(200, "application/json", ONE));
        try (UpstreamEmbedder embedder = embedder(Optional.empty())) {
            embedder.embed(List.of("a parrot"), LONG);

            assertFalse(upstream.lastRequest().body().contains("dimensions"));
            assertEquals(2, embedder.dimension());
        }
    }

    @Test
    void tellsModelsApartByTheirDimensionsToo() {
        try (UpstreamEmbedder usual = embedder(Optional.empty()); UpstreamEmbedder small = embedder(Optional.of(256))) {
            assertEquals("e-1", usual.model());
            assertEquals("e-1/256", small.model());
        }
    }

    @Test
    void tellsAStatusByItsCode() {
        upstream.answer(reply -> reply.whole(503, "application/json", "{\"error\":{\"message\":\"a parrot\"}}"));

        assertEquals(ErrorCode.UPSTREAM_ERROR, failure(LONG));
    }

    @Test
    void followsARedirectOnTheSameServerAsThePostItWas() {
        upstream.answer(reply -> reply.whole(307, "text/html", "moved", "Location: /v2/embeddings"),
                reply -> reply.whole(200, "application/json", ONE));
        try (UpstreamEmbedder embedder = embedder(Optional.empty())) {
            assertArrayEquals(new float[] {0.5f, -1}, embedder.embed(List.of("a parrot"), LONG).get(0));
        }

        assertEquals("POST /v2/embeddings Bearer sk-embed", upstream.lastRequest().method() + " " + upstream.lastRequest().path() + " "
                + upstream.lastRequest().headers().get("authorization"));
        assertEquals(upstream.requests().get(0).body(), upstream.lastRequest().body());
    }

    @Test
    void namesAnotherServerThatItIsRedirectedTo() {
        upstream.answer(reply -> reply.whole(302, "text/html", "moved", "Location: https://elsewhere.example/e?key=x"));
        try (UpstreamEmbedder embedder = embedder(Optional.empty())) {
            ApiException failure = assertThrows(ApiException.class, () -> embedder.embed(List.of("a parrot"), LONG));

            assertEquals("The embedding upstream redirects to https://elsewhere.example/e, and redirects are not followed; correct "
                    + "its base URL",
                    failure.getMessage());
        }
    }

    @Test
    void isNotRedirectedForEver() {
        upstream.answerAlways(request -> reply -> reply.whole(302, "text/html", "", "Location: "
                + (request.path().equals("/a") ? "/b" : "/a")));

        assertEquals(ErrorCode.UPSTREAM_ERROR, failure(LONG));
        assertTrue(upstream.requests().size() <= 6);
    }

    @Test
    void tellsAReplyThatIsCut() {
        upstream.answer(reply -> reply.begin(200, "application/json").write("{\"data\":["));

        assertEquals(ErrorCode.UPSTREAM_ERROR, failure(LONG));
    }

    @Test
    void waitsNoLongerThanTheDeadline() {
        CountDownLatch over = new CountDownLatch(1);
        upstream.answer(reply -> over.await(20, TimeUnit.SECONDS));

        assertEquals(ErrorCode.UPSTREAM_TIMEOUT, failure(Duration.ofMillis(20)));
        over.countDown();
    }
}
