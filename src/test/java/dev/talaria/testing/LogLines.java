package dev.talaria.testing;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;

/** What a class logs while this is open, or all of them; without what test classes log that run beside this one. */
public final class LogLines implements AutoCloseable {
    private final Logger logger;
    private final Listener listener;

    private static final class Listener extends Handler {
        private final SimpleFormatter formatter = new SimpleFormatter();
        private final Object owner = TestThreads.owner();
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final Level levelBefore;

        Listener(Level levelBefore) {
            this.levelBefore = levelBefore;
        }

        @Override
        public void publish(LogRecord line) {
            if (!TestThreads.mayBelongTo(owner)) {
                return;
            }
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
    }

    private LogLines(Logger logger) {
        this.logger = logger;
        synchronized (Listener.class) {
            Optional<Listener> other = listener(logger);
            this.listener = new Listener(other.isPresent() ? other.get().levelBefore : logger.getLevel());
            logger.setLevel(Level.ALL);
            logger.addHandler(listener);
        }
    }

    /** One that listens to this logger already. */
    private static Optional<Listener> listener(Logger logger) {
        return Stream.of(logger.getHandlers()).filter(Listener.class::isInstance).map(Listener.class::cast).findAny();
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
        return List.copyOf(listener.lines);
    }

    /** The first line that holds this text; waits some seconds for it, since the log may be written after the client has its reply. */
    public String await(String text) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        List<String> lines = listener.lines;
        synchronized (lines) {
            int seen = 0;
            while (true) {
                for (; seen < lines.size(); seen++) {
                    if (lines.get(seen).contains(text)) {
                        return lines.get(seen);
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
        synchronized (Listener.class) {
            logger.removeHandler(listener);
            if (listener(logger).isEmpty()) {
                logger.setLevel(listener.levelBefore);
            }
        }
    }
}
