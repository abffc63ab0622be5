package dev.talaria.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.json.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What upstreams say about failures, as callers may see it. */
class UpstreamFaultsTest {
    private final UpstreamFaults faults = new UpstreamFaults("my-own-key");

    @ParameterizedTest
    @CsvFileSource(resources = "/model/refusals.csv", delimiter = '|', quoteCharacter = '`', maxCharsPerColumn = 8_000)
    void aRefusalKeepsItsMeaning(int status, String body, int shown, String code, String retry, String param) {
        Problem problem = faults.ofStatus(status, body == null ? "" : body, null);

        assertEquals(List.of(shown, code, retry, String.valueOf(param)), List.of(problem.form().status(), problem.form().code(),
                problem.form().retryIsUseless() ? "useless" : "may help", String.valueOf(problem.param())), problem.message());
    }

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

    @ParameterizedTest
    @CsvFileSource(resources = "/model/error-words.csv", delimiter = '|', quoteCharacter = '`', maxCharsPerColumn = 8_000)
    void findsTheWords(String body, String words) {
        assertEquals(words == null ? "HTTP 400" : "HTTP 400: " + words, faults.ofStatus(400, body.replace("\\n", "\n"), null).message());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"error\":{\"message\":\"Please try again in 1.5s\"}}|1500",
        "{\"error\":{\"message\":\"Rate limit reached. Please try again in 7m12.5s. Visit us\"}}|432500",
        "{\"error\":{\"message\":\"Please try again in 250ms.\"}}|250",
        "{\"error\":{\"message\":\"Please retry after 26 seconds.\"}}|26000",
        "{\"error\":{\"message\":\"Please retry in 39.628s.\"}}|39628",
        "{\"error\":{\"message\":\"Try again in 2 minutes 5 seconds\"}}|125000",
        "[{\"error\":{\"code\":429,\"message\":\"no\",\"details\":[{\"@type\":\"RetryInfo\",\"retryDelay\":\"39s\"}]}}]|39000",
        "{\"message\":\"slow down\",\"retry_after\":3}|3000",
        "{\"error\":{\"message\":\"slow down\",\"retry_after_ms\":300}}|300",
        "{\"error\":{\"message\":\"please wait before trying again\"}}|"})
    void findsWhenToComeBackInTheBody(String body, Long millis) {
        assertEquals(millis == null ? null : Duration.ofMillis(millis), faults.ofStatus(429, body, null).retryAfter());
    }

    @Test
    void theHeadersWordAboutComingBackCountsMore() {
        assertEquals(Duration.ofSeconds(9), faults.ofStatus(429, "try again in 1s", Duration.ofSeconds(9)).retryAfter());
    }

    @Test
    void namesThePathThatTheUpstreamDoesNotKnow() {
        UpstreamRefusal refusal = faults.read(404, "{\"detail\":\"Not Found\"}", null);

        assertEquals("HTTP 404: Not Found (asked for /v2/chat/completions; is the base URL right?)",
                faults.problem(404, refusal, "/v2/chat/completions").message());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "null", value = {
        "{\"message\":\"no\",\"code\":400}|400|upstream_refused|null",
        "{\"message\":\"no\",\"code\":\"400\",\"param\":\"tools\"}|400|upstream_refused|tools",
        "{\"message\":\"no\",\"type\":\"invalid_request_error\",\"code\":\"invalid_value\"}|400|invalid_value|null",
        "{\"message\":\"no\",\"type\":\"BadRequestError\"}|400|upstream_refused|null",
        "{\"message\":\"no\",\"status\":\"INVALID_ARGUMENT\"}|400|upstream_refused|null",
        "{\"message\":\"no\",\"status_code\":422}|422|upstream_refused|null",
        "{\"message\":\"no\",\"code\":401}|502|upstream_auth|null",
        "{\"message\":\"no\",\"type\":\"authentication_error\"}|502|upstream_auth|null",
        "{\"message\":\"no\",\"code\":\"model_not_found\"}|404|upstream_model_not_found|null",
        "{\"message\":\"no\",\"type\":\"rate_limit_error\"}|429|upstream_rate_limited|null",
        "{\"message\":\"no\",\"code\":\"rate_limit_exceeded\"}|429|upstream_rate_limited|null",
        "{\"message\":\"no\",\"type\":\"overloaded_error\"}|502|upstream_error|null",
        "{\"message\":\"no\",\"code\":504}|504|upstream_timeout|null",
        "{\"message\":\"no\",\"code\":12345}|502|upstream_error|null",
        "{\"error\":{\"message\":\"no\",\"code\":\"insufficient_quota\"}}|429|upstream_rate_limited|null",
        "`no`|502|upstream_error|null"})
    void anErrorWithinASuccessfulReplyHasTheSameMeaning(String error, int status, String code, String param) {
        Problem problem = faults.ofError(error.startsWith("{") ? ModelRequests.object(error) : Json.string(error));

        assertEquals("no", problem.message());
        assertEquals(status, problem.form().status());
        assertEquals(code, problem.form().code());
        assertEquals(param, problem.param());
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
