package dev.talaria.api.runs;

import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Another Java process that serves from the database of a home until it is killed. */
public final class RunsChild implements AutoCloseable {
    private final Process process;
    private final TestClient client;

    private RunsChild(Process process, TestClient client) {
        this.process = process;
        this.client = client;
    }

    /** @param settings that differ from those of a server with its own database file in the home */
    static RunsChild start(Path home, Map<String, String> settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), RunsChild.class.getName(), home.toString()));
        settings.forEach((name, value) -> command.add(name + "=" + value));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        BufferedReader out = process.inputReader();
        return new RunsChild(process, TestClient.to(URI.create(out.readLine().substring("base ".length())), TestServer.KEY));
    }

    /** The same in this process. */
    static TestServer serve(Path home, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("talaria.home", home.toString(), "talaria.store.url", ""));
        all.putAll(settings);
        return TestServer.start(all);
    }

    TestClient client() {
        return client;
    }

    /** As by {@code kill -9}; returns when it is dead. */
    void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new AssertionError("the process goes on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        kill();
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> settings = new HashMap<>();
        for (int i = 1; i < arguments.length; i++) {
            int equals = arguments[i].indexOf('=');
            settings.put(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
        }
        try (TestServer server = serve(Path.of(arguments[0]), settings)) {
            System.out.println("base " + server.base());
            System.out.flush();
            new CountDownLatch(1).await(2, TimeUnit.MINUTES);
        }
    }
}
