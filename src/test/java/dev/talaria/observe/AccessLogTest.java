package dev.talaria.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessLogTest {
    @Test
    void tellsWhatIsKnown() {
        assertEquals("request=r-1 caller=acme/webui user=\"Ann B\" route=chat_completions status=200 run=run_1 ms=12",
                AccessLog.line(new AccessLog.Ended("r-1", "acme/webui", "Ann B", "chat_completions", 200, "run_1", 12)));
    }

    @Test
    void leavesOutWhatIsNot() {
        assertEquals("request=r-1 status=401 ms=0", AccessLog.line(new AccessLog.Ended("r-1", null, null, null, 401, null, 0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\" status=200 run=\"x", "a\nrequest=r-2", "a\rb", "a\u2028b", "a\u0085b", "a\u001bb"})
    void aUserCannotForgeALine(String user) {
        String line = AccessLog.line(new AccessLog.Ended("r-1", null, user, null, 200, null, 0));

        assertEquals(2, line.chars().filter(c -> c == '"').count());
        assertFalse(line.matches("(?s).*[\\p{Cntrl}\\u0085\\u2028].*"));
    }
}
