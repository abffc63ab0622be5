package dev.talaria.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What upstreams say about failures, as callers may see it. */
class UpstreamFaultsTest {
    private final UpstreamFaults faults = new UpstreamFaults("my-own-key");

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"error\":{\"message\":\"too long\",\"code\":\"context_length_exceeded\"}}",
        "{\"error\":{\"message\":\"This model's maximum context length is 8192 tokens\"}}",
        "{\"error\":{\"message\":\"the request exceeds the available context size\"}}",
        "{\"message\":\"Requested tokens exceed context window of 2048\"}",
        "prompt is too long: 9000 tokens"})
    void contextOverflowHasItsOwnCode(String body) {
        assertEquals(ErrorCode.CONTEXT_LENGTH_EXCEEDED, faults.ofStatus(400, body, null).code());
    }

    @Test
    void onlyABadRequestCanBeTooLong() {
        assertEquals(ErrorCode.UPSTREAM_ERROR, faults.ofStatus(500, "maximum context length", null).code());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"error\":{\"message\":\"boom\"}}|HTTP 400: boom",
        "{\"error\":\"boom\"}|HTTP 400: boom",
        "{\"message\":\"boom\"}|HTTP 400: boom",
        "{\"detail\":\"boom\"}|HTTP 400: boom",
        "boom\t\tboom|HTTP 400: boom boom"})
    void findsTheMessage(String body, String message) {
        assertEquals(message, faults.ofStatus(400, body, null).message());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Incorrect API key provided: sk-proj-abc_DEF-123.|Incorrect API key provided: ***.",
        "Authorization: Bearer abc.def-ghi was refused|Authorization: Bearer *** was refused",
        "key my-own-key is wrong|key *** is wrong",
        "ask-me risk-free|ask-me risk-free"})
    void hidesKeys(String text, String shown) {
        assertEquals("HTTP 401: " + shown, faults.ofStatus(401, text, null).message());
    }

    @Test
    void cutsLongTextWithoutHalvingACharacter() {
        String message = faults.ofStatus(500, "x".repeat(499) + "\uD83E\uDD6A".repeat(100), null).message();

        assertEquals("HTTP 500: " + "x".repeat(499) + "…", message);
    }

    @Test
    void hidesAKeyThatTheCutWouldHalve() {
        String message = faults.ofStatus(500, "x ".repeat(245) + "sk-" + "a".repeat(100), null).message();

        assertFalse(message.contains("sk-"), message);
    }

    @Test
    void readsTheStatusThatAnErrorFrameCarries() {
        Problem problem = faults.ofError(ModelRequests.object("{\"message\":\"slow down\",\"code\":429}"));

        assertEquals(ErrorCode.UPSTREAM_RATE_LIMITED, problem.code());
        assertTrue(problem.message().contains("slow down"));
    }
}
