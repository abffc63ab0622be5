package dev.talaria.readme;

import dev.talaria.testing.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A project started by its README's own command, on a free port; closing it kills everything that the command has started. */
final class RunningProject implements AutoCloseable {
    private static final int START_MINUTES = 8;
    private static final int KEPT_LINES = 60;

    private final Process process;
    private final int port;

    private RunningProject(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** @param command e.g. {@code mvn jetty:run}; blocks until the server says where it is */
    static RunningProject start(Path folder, String command) throws Exception {
        int port = Ports.free();
        String offline = System.getProperty("readme.session", "").endsWith("true") ? " -o" : "";
        String repository = System.getProperty("readme.repository", "");
        // The sources have been checked where this test was compiled.
        String whole = command + " -B -P'!checked' -Djetty.http.port=" + port + offline
                + (repository.isEmpty() ? "" : " -Dmaven.repo.local='" + repository + "'");
        Process process = new ProcessBuilder("bash", "-c", whole).directory(folder.toFile()).redirectErrorStream(true).start();
        RunningProject running = new RunningProject(process, port);
        CompletableFuture<Void> ready = new CompletableFuture<>();
        Thread reader = new Thread(() -> running.read(ready), "jetty-run-output");
        reader.setDaemon(true);
        reader.start();
        try {
            ready.get(START_MINUTES, TimeUnit.MINUTES);
            return running;
        } catch (Exception e) {
            running.close();
            throw e;
        }
    }

    private void read(CompletableFuture<Void> ready) {
        Deque<String> last = new ArrayDeque<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last.addLast(line);
                if (last.size() > KEPT_LINES) {
                    last.removeFirst();
                }
                if (line.contains("is ready: http://127.0.0.1:" + port)) {
                    ready.complete(null);
                }
            }
        } catch (IOException e) {
            last.addLast(e.toString());
        }
        ready.completeExceptionally(new AssertionError("the command ended before it was ready:\n" + String.join("\n", last)));
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }
}
