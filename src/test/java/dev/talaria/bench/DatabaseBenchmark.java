package dev.talaria.bench;

import dev.talaria.json.Json;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Compares databases by what a caller of the HTTP API sees: import until searchable, search, and turns with memory. Run it by hand with
 * JDBC URLs, credentials included; each is measured in turn, twice after a round that only warms up.
 */
public final class DatabaseBenchmark {
    private static final int SMALL = 700;
    private static final int LARGE = 100_000;
    private static final int REQUEST = 1_000;
    private static final int WORDS = 22;
    private static final int ASKED = 8;
    private static final int SEARCHES = 300;
    private static final int CALLERS = 16;
    private static final int TURNS_EACH = 150;
    private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");

    private final MadeUpText text = new MadeUpText();

    private DatabaseBenchmark() {
    }

    public static void main(String[] urls) throws Exception {
        DatabaseBenchmark benchmark = new DatabaseBenchmark();
        for (String url : urls) {
            benchmark.measure("warm-up", url, 5_000);
        }
        for (int round = 0; round < 2; round++) {
            for (String url : urls) {
                benchmark.measure("round " + (round + 1), url, LARGE);
            }
        }
    }

    private void measure(String round, String url, int large) throws Exception {
        try (TestServer server = TestServer.start(Map.of("talaria.store.url", url))) {
            String name = round + ", " + url.replaceAll("[?;].*", "");
            for (int size : List.of(SMALL, large)) {
                TestClient user = server.client().with("X-Hermes-Session-Key", UUID.randomUUID().toString());
                System.out.printf(Locale.ROOT, "%s: import of %d until searchable %.0f/s%n", name, size, imported(user, size));
                System.out.printf(Locale.ROOT, "%s: search in %d %s%n", name, size, searches(user));
            }
            System.out.printf(Locale.ROOT, "%s: chat with memory, %d at once, %.0f turns/s%n", name, CALLERS, turns(server));
        }
    }

    private double imported(TestClient user, int size) {
        List<String> bodies = new ArrayList<>();
        for (int from = 0; from < size; from += REQUEST) {
            bodies.add(messages(from, Math.min(size, from + REQUEST)));
        }
        long start = System.nanoTime();
        bodies.forEach(body -> ok(user.post("/v1/memory/messages", body)));
        search(user);
        return size / seconds(start);
    }

    private String messages(int from, int to) {
        return Json.generate(json -> {
            json.writeStartObject().writeStartArray("messages");
            for (int i = from; i < to; i++) {
                json.writeStartObject().write("role", i % 2 == 0 ? "user" : "assistant").write("content", text.words(WORDS))
                        .write("created_at", START.plusSeconds(60L * i).toString())
                        .writeStartObject("metadata").write("id", "m" + i).write("session_id", "s" + i / 20).writeEnd().writeEnd();
            }
            json.writeEnd().writeEnd();
        });
    }

    private void search(TestClient user) {
        ok(user.post("/v1/memory/search", "{\"query\":\"" + text.words(ASKED) + "\",\"limit\":10}"));
    }

    private String searches(TestClient user) {
        double[] millis = new double[SEARCHES];
        for (int i = 0; i < SEARCHES; i++) {
            long start = System.nanoTime();
            search(user);
            millis[i] = seconds(start) * 1_000;
        }
        Arrays.sort(millis);
        return String.format(Locale.ROOT, "p50 %.1f ms, p95 %.1f ms", millis[SEARCHES / 2], millis[SEARCHES * 95 / 100]);
    }

    private double turns(TestServer server) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        long start = System.nanoTime();
        List<Future<?>> done = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            TestClient user = server.client().with("X-Hermes-Session-Key", UUID.randomUUID().toString());
            done.add(callers.submit(() -> {
                for (int turn = 0; turn < TURNS_EACH; turn++) {
                    ok(user.with("X-Hermes-Session-Id", UUID.randomUUID().toString())
                            .chat("My parrot number " + turn + " is called Figaro."));
                }
            }));
        }
        for (Future<?> caller : done) {
            caller.get();
        }
        callers.shutdown();
        return CALLERS * TURNS_EACH / seconds(start);
    }

    private static void ok(TestClient.Answer answer) {
        if (answer.status() != 200) {
            throw new IllegalStateException(answer.text());
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
