package dev.talaria.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.LogLines;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessLogTest {
    @Test
    void writesWhatIsNotReachedYetWhenItIsClosed() {
        ScheduledExecutorService stopped = Executors.newSingleThreadScheduledExecutor();
        stopped.shutdownNow();
        try (LogLines lines = LogLines.of(AccessLog.class); AccessLog log = new AccessLog(stopped)) {
            log.write(entry("r-1"));

            assertEquals(1, lines.lines().size());
        }
    }

    @Test
    void losesNoLineWhereTheLogCannotKeepUp() throws InterruptedException {
        ScheduledExecutorService busy = Executors.newSingleThreadScheduledExecutor();
        CountDownLatch free = new CountDownLatch(1);
        busy.submit(() -> free.await(10, TimeUnit.SECONDS));
        try (LogLines lines = LogLines.of(AccessLog.class); AccessLog log = new AccessLog(busy)) {
            for (int i = 0; i < AccessLog.MAX_WAITING + 2; i++) {
                log.write(entry("r-" + i));
            }
            assertEquals(2, lines.lines().size());

            free.countDown();
            lines.await("request=r-" + (AccessLog.MAX_WAITING - 1) + " ");

            assertEquals(AccessLog.MAX_WAITING + 2, lines.lines().size());
        } finally {
            busy.shutdownNow();
        }
    }

    @Test
    void writesSoonWhatIsHandedOver() {
        ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
        try (LogLines lines = LogLines.of(AccessLog.class); AccessLog log = new AccessLog(writer)) {
            log.write(entry("r-1"));
            lines.await("request=r-1");
            log.write(entry("r-2"));
            lines.await("request=r-2");
        } finally {
            writer.shutdownNow();
        }
    }

    private static AccessLog.Entry entry(String request) {
        return new AccessLog.Entry(request, null, null, null, 200, null, 1);
    }

    @Test
    void tellsWhatIsKnown() {
        assertEquals("request=r-1 caller=acme/webui user=\"Ann B\" route=chat_completions status=200 run=run_1 ms=12",
                AccessLog.line(new AccessLog.Entry("r-1", "acme/webui", "Ann B", "chat_completions", 200, "run_1", 12)));
    }

    @Test
    void tellsTraceAndSession() {
        assertEquals("request=r-1 trace=4bf9 session=\"a?b\" caller=acme/webui status=200 ms=12",
                AccessLog.line(new AccessLog.Entry("r-1", "4bf9", "a\"b", "acme/webui", null, null, 200, null, 12)));
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
