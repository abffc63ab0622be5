package dev.talaria.api.http.reply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorMapperTest {
    @Test
    void writesAllFourKeys() {
        Reply reply = ErrorMapper.reply(ErrorCode.INVALID_VALUE.at("messages[2].content", "say \"what\""), "r1");

        assertEquals(400, reply.status());
        assertEquals("{\"error\":{\"message\":\"say \\\"what\\\"\",\"type\":\"invalid_request_error\",\"param\":\"messages[2].content\","
                + "\"code\":\"invalid_value\"}}", reply.json());
    }

    @Test
    void writesAbsentParamAsNull() {
        assertEquals("{\"error\":{\"message\":\"gone\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"not_found\"}}",
                ErrorMapper.envelope(Problem.of(ErrorCode.NOT_FOUND, "gone")));
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void givesEveryCodeItsStatus(ErrorCode code) {
        Reply reply = ErrorMapper.reply(code.because("x"), "r1");

        assertEquals(code.status(), reply.status());
        assertEquals(code.retryIsUseless(), "false".equals(reply.headers().get("x-should-retry")));
        assertEquals(code == ErrorCode.INVALID_API_KEY, "Bearer".equals(reply.headers().get("WWW-Authenticate")));
    }

    @ParameterizedTest
    @CsvSource({"PT0S,1", "PT0.2S,1", "PT1S,1", "PT1.001S,2", "PT30S,30", "PT2M,120"})
    void roundsRetryAfterUp(Duration wait, String seconds) {
        Reply reply = ErrorMapper.reply(ErrorCode.DRAINING.because("x").withRetryAfter(wait), "r1");

        assertEquals(seconds, reply.headers().get("Retry-After"));
    }

    @Test
    void knowsNoRetryAfterWhereTheProblemHasNone() {
        assertEquals(Map.of(), ErrorMapper.reply(ErrorCode.INVALID_JSON.because("x"), "r1").headers());
    }

    @Test
    void hidesWhatIsNotMeantForCallers() {
        Reply reply = ErrorMapper.reply(new IllegalStateException("secret path /etc"), "req_7");

        assertEquals(500, reply.status());
        assertEquals("{\"error\":{\"message\":\"Internal error (request req_7)\",\"type\":\"server_error\",\"param\":null,"
                + "\"code\":\"internal_error\"}}", reply.json());
        assertFalse(reply.json().contains("secret"));
    }

    @Test
    void looksThroughTheWrappersOfAsynchronousCode() {
        Throwable wrapped = new CompletionException(new ExecutionException(ErrorCode.SESSION_BUSY.because("busy")));

        assertEquals(ErrorCode.SESSION_BUSY, ErrorMapper.problem(wrapped, "r1").code());
        assertEquals(ErrorCode.INTERNAL_ERROR, ErrorMapper.problem(new CompletionException("bare", null), "r1").code());
    }
}
