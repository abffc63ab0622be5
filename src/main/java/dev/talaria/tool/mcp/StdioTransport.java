package dev.talaria.tool.mcp;

import dev.talaria.container.DetachedInvocation;
import dev.talaria.json.Json;
import dev.talaria.scope.TraceContext;
import dev.talaria.text.LogText;
import dev.talaria.text.Redaction;
import jakarta.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A process of ours that speaks MCP on its standard input and output, one message a line. It gets a clean environment and ends with this
 * transport; if this program is killed, it reads the end of its input. Three threads serve it: they read its output, read its error
 * output, which is logged at debug level, and write its input.
 */
final class StdioTransport implements McpTransport {
    private static final System.Logger LOG = System.getLogger(StdioTransport.class.getName());
    private static final Set<String> INHERITED = Set.of("PATH", "HOME", "LANG");
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int MAX_WAITING = 1_000;
    private static final int MAX_ERROR_LINE = 4_000;
    private static final int MAX_WORDS = 300;
    /** What a program prints of its settings when it cannot start. */
    private static final Pattern ASSIGNED = Pattern.compile("(?i)((?:key|token|secret|password|passwd|pwd|credential|authorization)s?[\"']?"
            + "\\s*[=:]\\s*)(?:[\"'][^\"']*[\"']?|\\S+)|(?<=://)[^\\s/@]+(?=@)");
    private static final byte[] END = new byte[0];

    private final String server;
    private final Redaction redaction;
    private final Listener listener;
    private final Process process;
    private final BlockingQueue<byte[]> outgoing = new LinkedBlockingQueue<>(MAX_WAITING);
    private final CountDownLatch errorsRead = new CountDownLatch(1);
    private volatile @Nullable McpFault ended;
    private volatile String lastWords = "";

    private StdioTransport(String server, Redaction redaction, Listener listener, Process process) {
        this.server = server;
        this.redaction = redaction;
        this.listener = listener;
        this.process = process;
    }

    /**
     * Starts the process.
     *
     * @param server  its name, for the log
     * @param threads runs three tasks until the transport is closed; must not queue
     */
    static StdioTransport start(String server, McpServer.Endpoint.Stdio endpoint, Listener listener, ExecutorService threads)
            throws McpFault {
        ProcessBuilder builder = new ProcessBuilder(endpoint.command());
        builder.environment().keySet().retainAll(INHERITED);
        endpoint.environment().forEach((name, value) -> builder.environment().put(name, value.reveal()));
        StdioTransport transport = new StdioTransport(server, endpoint.redaction(), listener, start(builder));
        try {
            List.<Runnable>of(transport::read, transport::readErrors, transport::write).forEach(threads::execute);
        } catch (RejectedExecutionException e) {
            transport.close();
            throw McpFault.lost("No thread is free to serve the process");
        }
        return transport;
    }

    /** The platform keeps a thread for each process, which would hold the class loader of whoever started it. */
    private static Process start(ProcessBuilder builder) throws McpFault {
        MethodHandle start = DetachedInvocation.method(ProcessBuilder.class, "start", Process.class).bindTo(builder);
        Thread thread = Thread.currentThread();
        ClassLoader loader = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        try {
            return (Process) DetachedInvocation.call(start);
        } catch (Exception e) {
            throw McpFault.lost("The program " + builder.command().get(0) + " cannot be started: " + e.getMessage());
        } finally {
            thread.setContextClassLoader(loader);
        }
    }

    @Override
    public CompletableFuture<Void> send(JsonObject message, @Nullable TraceContext trace) {
        CompletableFuture<Void> exchange = new CompletableFuture<>();
        McpFault end = ended;
        if (end != null) {
            exchange.completeExceptionally(end);
        } else if (!outgoing.offer(Json.bytes(message + "\n"))) {
            exchange.completeExceptionally(McpFault.lost("The server does not read its input"));
        }
        if (!message.containsKey("id")) {
            exchange.complete(null);
        }
        return exchange;
    }

    @Override
    public void finish(CompletableFuture<Void> exchange) {
        // Nothing is held for an exchange.
    }

    private void write() {
        try (OutputStream input = process.getOutputStream()) {
            byte[] next = outgoing.take();
            while (next != END) {
                input.write(next);
                input.flush();
                next = outgoing.take();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "MCP server " + server + " has closed its input");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try {
            lines(process.getInputStream(), MAX_MESSAGE, this::pass,
                    () -> listener.skipped(McpFault.refused("The server's reply is longer than " + MAX_MESSAGE + " bytes")));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "The output of MCP server " + server + " cannot be read");
        }
        awaitErrors();
        String words = lastWords;
        McpFault end = McpFault.lost("The process has ended" + (words.isEmpty() ? "" : "; its last words: " + words));
        ended = end;
        listener.lost(end);
    }

    /** What a program says of its end is often the last that it prints; what it has started may keep that stream open. */
    private void awaitErrors() {
        try {
            if (!errorsRead.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(System.Logger.Level.DEBUG, "The errors of MCP server " + server + " go on after its end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Many programs print words where only messages belong. */
    private void pass(String line) {
        if (!Incoming.pass(line, listener)) {
            LOG.log(System.Logger.Level.DEBUG, "MCP server " + server + " printed something that is no message");
        }
    }

    private void readErrors() {
        try {
            lines(process.getErrorStream(), MAX_ERROR_LINE, line -> {
                lastWords = LogText.plain(redaction.clean(ASSIGNED.matcher(line).replaceAll(StdioTransport::hidden)), MAX_WORDS);
                LOG.log(System.Logger.Level.DEBUG, "MCP server " + server + ": " + lastWords);
            }, () -> { });
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "The errors of MCP server " + server + " cannot be read");
        } finally {
            errorsRead.countDown();
        }
    }

    private static String hidden(MatchResult found) {
        return found.group(1) == null ? "***" : Matcher.quoteReplacement(found.group(1)) + "***";
    }

    /** Reads lines until the end; leaves out those that are too long. */
    private static void lines(InputStream from, int most, Consumer<String> lines, Runnable tooLong) throws IOException {
        try (InputStream in = new BufferedInputStream(from)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            boolean over = false;
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b != '\n') {
                    over |= line.size() >= most;
                    if (!over) {
                        line.write(b);
                    }
                    continue;
                }
                if (over) {
                    tooLong.run();
                } else if (line.size() > 0) {
                    String text = line.toString(StandardCharsets.UTF_8);
                    if (!text.isBlank()) {
                        lines.accept(text);
                    }
                }
                over = false;
                line = new ByteArrayOutputStream();
            }
        }
    }

    @Override
    public void agreed(ProtocolVersion version) {
        // A process takes the version from the messages.
    }

    @Override
    public void listen() {
        // One stream carries everything.
    }

    /** Asks the process to end by the end of its input, then by a signal, then kills it, and likewise what it has started. */
    @Override
    public void close() {
        List<ProcessHandle> family = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        outgoing.clear();
        outgoing.add(END);
        try {
            if (haveEnded(family)) {
                return;
            }
            family.forEach(ProcessHandle::destroy);
            if (haveEnded(family)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        family.forEach(ProcessHandle::destroyForcibly);
        closeQuietly(process.getInputStream());
        closeQuietly(process.getErrorStream());
    }

    private boolean haveEnded(List<ProcessHandle> family) throws InterruptedException {
        return process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) && family.stream().noneMatch(ProcessHandle::isAlive);
    }

    private static void closeQuietly(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "A stream was closed already");
        }
    }
}
