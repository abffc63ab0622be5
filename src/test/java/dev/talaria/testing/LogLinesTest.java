package dev.talaria.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a test reads of the log while other test classes run in the same process. */
class LogLinesTest {
    private static final Logger LOG = Logger.getLogger(LogLinesTest.class.getName());

    @Test
    void holdWhatTheThreadsOfTheirClassLogAndThoseOfNone() throws Exception {
        try (LogLines lines = LogLines.of(LogLinesTest.class)) {
            LOG.fine("by the test");
            run(new Thread(() -> run(new Thread(() -> LOG.fine("by a thread of its thread")))));
            run(new Thread(null, () -> LOG.fine("by a thread of none"), "none", 0, false));

            assertEquals(List.of("by the test", "by a thread of its thread", "by a thread of none"), texts(lines));
        }
    }

    @Test
    void holdNothingOfOtherClasses() throws Exception {
        try (LogLines lines = LogLines.of(LogLinesTest.class)) {
            run(new Thread(() -> {
                TestThreads.enter("another class");
                LOG.fine("by another class");
                run(new Thread(() -> LOG.fine("by its thread")));
            }));

            assertEquals(List.of(), texts(lines));
        }
    }

    @Test
    void leaveTheLevelAsTheFirstFoundIt() {
        Level before = LOG.getLevel();
        LogLines first = LogLines.of(LogLinesTest.class);
        LogLines second = LogLines.of(LogLinesTest.class);

        first.close();
        assertTrue(LOG.isLoggable(Level.FINEST), "the second still listens");
        second.close();

        assertEquals(before, LOG.getLevel());
        assertFalse(LOG.isLoggable(Level.FINEST));
    }

    private static void run(Thread thread) {
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> texts(LogLines lines) {
        return lines.lines().stream().flatMap(line -> Stream.of("by the test", "by a thread of its thread", "by a thread of none",
                "by another class", "by its thread").filter(line::contains)).toList();
    }
}
