package dev.talaria.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessLogTest {
    @Test
    void tellsWhatIsKnown() {
        assertEquals("request=r-1 caller=acme/webui user=\"Ann B\" route=chat_completions status=200 run=run_1 ms=12",
                AccessLog.line(new AccessLog.Entry("r-1", "acme/webui", "Ann B", "chat_completions", 200, "run_1", 12)));
    }

    @Test
    void keepsLettersOfAllScripts() {
        assertTrue(AccessLog.line(new AccessLog.Entry("r-1", null, "Zoë 日本 كلمة \uD83D\uDE00", null, 200, null, 1))
                .contains("user=\"Zoë 日本 كلمة \uD83D\uDE00\""));
    }

    @Test
    void shortensWhatIsEndless() {
        assertTrue(AccessLog.line(new AccessLog.Entry("r-1", null, "a".repeat(100_000), null, 200, null, 1)).length() < 1000);
    }

    @Test
    void leavesOutWhatIsNot() {
        assertEquals("request=r-1 status=401 ms=0", AccessLog.line(new AccessLog.Entry("r-1", null, null, null, 401, null, 0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\" status=200 run=\"x", "a\nrequest=r-2", "a\rb", "a\u2028b", "a\u0085b", "a\u001bb", "a\u202Eb", "a\u2066b",
        "a\u200Fb", "a\u061Cb", "a\uFEFFb", "a\uDB40\uDC41b", "a\uD800b"})
    void aUserCannotForgeALine(String user) {
        String line = AccessLog.line(new AccessLog.Entry("r-1", null, user, null, 200, null, 0));

        assertEquals(2, line.chars().filter(c -> c == '"').count());
        assertFalse(line.matches("(?s).*[\\p{Cc}\\p{Cf}\\p{Cs}\\u2028].*"), line);
    }
}
