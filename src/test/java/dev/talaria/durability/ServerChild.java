package dev.talaria.durability;

import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server in a process of its own, over the SQLite file of its home, to be killed. */
final class ServerChild implements AutoCloseable {
    private final Process process;
    private final URI base;

    private ServerChild(Process process, URI base) {
        this.process = process;
        this.base = base;
    }

    /**
     * Blocks until it takes requests.
     *
     * @param settings each as {@code key=value}
     */
    static ServerChild start(Path home, String... settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), ServerMain.class.getName(), home.toString()));
        command.addAll(List.of(settings));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String line = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        if (line == null) {
            throw new AssertionError("the server did not start");
        }
        return new ServerChild(process, URI.create(line));
    }

    TestClient client() {
        return TestClient.of(base, TestServer.KEY);
    }

    /** Kills it, as {@code kill -9} does, and waits until it is gone. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
