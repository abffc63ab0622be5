package dev.talaria.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The Java process of a server that a test adapter started, looked into from outside with the JDK's own tool. */
public final class ServerProcess {
    private static final String ALIVE = "dev.talaria.error.ErrorCode";
    private static final int MAX_OBJECTS_NAMED = 12;
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

    /**
     * Which objects of this application the heap still holds after a full collection, the largest first: where an exchange is left open
     * its classes are among them, and where a thread only knows the class loader they are few.
     */
    public List<String> ownObjects() {
        return ask("GC.class_histogram").stream().map(row -> row.strip().split("\\s+"))
                .filter(columns -> columns.length > 3 && columns[3].startsWith("dev.talaria.")).limit(MAX_OBJECTS_NAMED)
                .map(columns -> columns[3].substring("dev.talaria.".length()) + " " + columns[1]).toList();
    }

    /** Writes everything that the heap holds into a file, for a tool that tells who holds what; overwrites one that is there. */
    public void dump(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ask("GC.heap_dump", file.toAbsolutePath().toString());
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

    private List<String> ask(String... question) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            List<String> command = new ArrayList<>(List.of(jcmd.toString(), Long.toString(pid)));
            command.addAll(List.of(question));
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            List<String> answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
            if (process.waitFor() != 0) {
                throw new AssertionError(String.join(" ", question) + ": " + answer);
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
