package dev.talaria.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A prompt that is too long, in the words of many vendors, and what only sounds like one. */
class ContextOverflowTest {
    private final UpstreamFaults faults = new UpstreamFaults(null);

    record Answer(String vendor, int status, String body) {
    }

    static Stream<Answer> overflows() throws IOException {
        return lines("context-overflow.tsv").map(line -> line.split("\t", 3))
                .map(cells -> new Answer(cells[0], Integer.parseInt(cells[1]), cells.length < 3 ? "" : cells[2]));
    }

    static Stream<Answer> others() throws IOException {
        return lines("no-context-overflow.tsv").map(line -> line.split("\t", 2))
                .map(cells -> new Answer("", Integer.parseInt(cells[0]), cells[1]));
    }

    private static Stream<String> lines(String name) throws IOException {
        try (InputStream in = ContextOverflowTest.class.getResourceAsStream("/model/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("overflows")
    void isRecognisedWhateverItsStatus(Answer answer) {
        assertEquals(ErrorCode.CONTEXT_LENGTH_EXCEEDED, faults.ofStatus(answer.status(), answer.body(), null).code());
    }

    @ParameterizedTest
    @MethodSource("overflows")
    void isRecognisedWithinASuccessfulReply(Answer answer) {
        if (answer.body().startsWith("{")) {
            assertEquals(ErrorCode.CONTEXT_LENGTH_EXCEEDED, faults.ofError(Json.parse(answer.body())).code());
        }
    }

    @ParameterizedTest
    @MethodSource("others")
    void isNotSuspectedOfOtherFailures(Answer answer) {
        assertNotEquals(ErrorCode.CONTEXT_LENGTH_EXCEEDED, faults.ofStatus(answer.status(), answer.body(), null).code());
    }

    @Test
    void isRecognisedByTheOperatorsOwnPatterns() {
        UpstreamFaults own = new UpstreamFaults(null, List.of("(?i)my brain is full"));

        assertEquals(ErrorCode.CONTEXT_LENGTH_EXCEEDED, own.ofStatus(500, "{\"error\":\"My brain is full.\"}", null).code());
        assertEquals(ErrorCode.UPSTREAM_ERROR, faults.ofStatus(500, "{\"error\":\"My brain is full.\"}", null).code());
    }

    @Test
    void aPatternOrAnErrorWithoutEndCostsLittle() {
        UpstreamFaults own = new UpstreamFaults(null, List.of("(a+)+b", "(?:x|y)*z"));

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            own.ofStatus(400, "a".repeat(60_000), null);
            own.ofStatus(400, "input tokens exceed request ".repeat(2_000), null);
            own.ofStatus(400, "{\"error\":\"" + "<".repeat(30_000) + "{'message': '" + "\\\\'".repeat(9_000) + "\"}", null);
            own.ofStatus(400, "<title".repeat(10_000), null);
            own.ofStatus(400, "[".repeat(60_000), null);
        });
    }

    @Test
    void keepsTheUpstreamsWords() {
        Problem problem = faults.ofStatus(413, "{\"error\":{\"message\":\"prompt is too long: 2 tokens > 1 maximum\"}}", null);

        assertEquals("HTTP 413: prompt is too long: 2 tokens > 1 maximum", problem.message());
        assertEquals(400, problem.form().status());
        assertEquals("context_length_exceeded", problem.form().code());
    }
}
