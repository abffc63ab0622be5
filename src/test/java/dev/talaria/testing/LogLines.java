package dev.talaria.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What a class logs while this is open, or all of them. */
public final class LogLines implements AutoCloseable {
    private final Logger logger;
    private final Level levelBefore;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler listener = new Handler() {
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord line) {
            lines.add(formatter.format(line));
            synchronized (lines) {
                lines.notifyAll();
            }
        }

        @Override
        public void flush() {
        }

        @Override
        public void close() {
        }
    };

    private LogLines(Logger logger) {
        this.logger = logger;
        this.levelBefore = logger.getLevel();
        logger.setLevel(Level.ALL);
        logger.addHandler(listener);
    }

    /** Of all the classes of this project, whatever their level. */
    public static LogLines ofAll() {
        return new LogLines(Logger.getLogger("dev.talaria"));
    }

    public static LogLines of(Class<?> owner) {
        return new LogLines(Logger.getLogger(owner.getName()));
    }

    /** With stack traces, where there were any. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** The first line that holds this text; waits some seconds for it, since the log may be written after the client has its reply. */
    public String await(String text) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        synchronized (lines) {
            while (true) {
                for (String line : lines) {
                    if (line.contains(text)) {
                        return line;
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError("no line holds " + text + ": " + lines);
                }
                try {
                    lines.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    @Override
    public void close() {
        logger.removeHandler(listener);
        logger.setLevel(levelBefore);
    }
}
