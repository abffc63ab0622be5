package dev.talaria.store;

import dev.talaria.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Another Java process with the database of a home: it holds it, or writes and says what was acknowledged, until it is destroyed. */
public final class Child {
    static final String HOLD = "hold";
    static final String WRITE = "write";

    private Child() {
    }

    static Process start(String what, Path home) throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Child.class.getName(), what, home.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[1]);
        Database database = TestDatabase.file(home);
        System.out.println("open");
        System.out.flush();
        if (!arguments[0].equals(HOLD)) {
            write(database);
        }
        new CountDownLatch(1).await(60, TimeUnit.SECONDS);
    }

    private static void write(Database database) {
        GroupCommit writer = TestDatabase.writer(database);
        writer.submit(handle -> handle.execute("CREATE TABLE told (id INT PRIMARY KEY)")).join();
        AtomicInteger next = new AtomicInteger();
        ExecutorService callers = Executors.newFixedThreadPool(4);
        for (int i = 0; i < 4; i++) {
            callers.execute(() -> {
                while (true) {
                    int id = next.incrementAndGet();
                    writer.submit(handle -> handle.execute("INSERT INTO told VALUES (?)", id)).join();
                    synchronized (System.out) {
                        System.out.println(id);
                        System.out.flush();
                    }
                }
            });
        }
    }
}
