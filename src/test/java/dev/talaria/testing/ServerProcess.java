package dev.talaria.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The Java process of a server that a test adapter started, looked into from outside with the JDK's own tool. */
public final class ServerProcess {
    private static final String ALIVE = "dev.talaria.error.ErrorCode";
    private static final Pattern REQUEST_THREAD = Pattern.compile("^\"(http-nio-.*-exec-|default task-|qtp)");

    private final long pid;

    private ServerProcess(long pid) {
        this.pid = pid;
    }

    /** Empty where there is none. */
    public static Optional<ServerProcess> find() {
        return ProcessHandle.current().descendants().filter(ServerProcess::isServer)
                .max(Comparator.comparing(process -> process.info().startInstant().orElseThrow()))
                .map(process -> new ServerProcess(process.pid()));
    }

    public long pid() {
        return pid;
    }

    private static boolean isServer(ProcessHandle process) {
        String command = process.info().commandLine().orElse("");
        return command.contains("org.apache.catalina.startup.Bootstrap") || command.contains("org.jboss.as.standalone")
                || command.contains("start.jar");
    }

    /** What the heap holds after a full collection. */
    public Heap heap() {
        List<String> rows = ask("GC.class_histogram");
        long loaders = rows.stream().filter(row -> row.contains(" " + ALIVE)
                && row.strip().split("\\s+")[3].equals(ALIVE)).count();
        String[] total = rows.stream().filter(row -> row.startsWith("Total")).findFirst().orElseThrow().split("\\s+");
        return new Heap((int) loaders, Long.parseLong(total[2]));
    }

    /** What objects take after a full collection, wherever the server runs. */
    public static long bytesOnHeap() {
        return find().map(server -> server.heap().bytes()).orElseGet(() -> {
            System.gc();
            return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        });
    }

    /**
     * @param deployments how many class loaders of this application are still alive
     * @param bytes       of all objects
     */
    public record Heap(int deployments, long bytes) {
    }

    /** The names of the threads whose name or stack has to do with this application; a pool of the server's own is none of ours. */
    public List<String> ownThreads() {
        String dump = String.join("\n", ask("Thread.print"));
        Predicate<String> ours = thread -> thread.contains("dev.talaria.") || thread.startsWith("\"talaria");
        return List.of(dump.split("\n(?=\")")).stream().filter(ours).map(thread -> thread.split("\"")[1]).toList();
    }

    /** How many processes it has started that still run. */
    public long children() {
        return ProcessHandle.of(pid).orElseThrow().descendants().count();
    }

    /** How many threads there are, without those that serve requests: of these a server has as many as its busiest moment asked for. */
    public int threads() {
        return (int) ask("Thread.print").stream().filter(line -> line.startsWith("\"") && !REQUEST_THREAD.matcher(line).find()).count();
    }

    private List<String> ask(String question) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), question).redirectErrorStream(true).start();
            List<String> answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
            if (process.waitFor() != 0) {
                throw new AssertionError(question + ": " + answer);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
