package dev.talaria.tool.mcp;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.talaria.event.Cancellation;
import dev.talaria.resilience.BackOff;
import dev.talaria.resilience.CircuitBreaker;
import dev.talaria.text.LogText;
import dev.talaria.text.Redaction;
import dev.talaria.tool.Tool;
import dev.talaria.tool.ToolContext;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The lasting connection to one MCP server: one session after the other, and the tools of the current one. A session that is lost is
 * replaced, at first soon, then after growing pauses; the tools stay on offer until the first attempt has failed. Safe for many threads.
 */
final class McpConnection implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(McpConnection.class.getName());
    private static final int MAX_TOOLS = 128;
    private static final int MAX_NAMES_LOGGED = 500;
    /** A call waits for a server that is being connected, if that is tried again this soon. */
    private static final Duration SOON = Duration.ofSeconds(2);

    /** What the connection can do now. */
    enum State {
        CONNECTING, CONNECTED, UNAVAILABLE, CLOSED
    }

    /**
     * Says when what is tried.
     *
     * @param reconnect pauses between attempts to connect
     * @param refresh   pause after which the list of tools is read again, which also shows whether the server is there
     */
    record Pace(BackOff reconnect, Duration refresh) {
        static final Pace DEFAULT = new Pace(new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(1)), Duration.ofMinutes(1));

        Pace {
            Objects.requireNonNull(reconnect);
            Objects.requireNonNull(refresh);
        }
    }

    private final McpServer server;
    private final Set<String> taken;
    private final McpResources resources;
    private final Pace pace;
    private final CircuitBreaker breaker;
    /** Changes of the list that have not been followed. */
    private final AtomicInteger changes = new AtomicInteger();
    /** All changes that the server has told of. */
    private final AtomicInteger announced = new AtomicInteger();
    /** Calls under way. */
    private final AtomicInteger calls = new AtomicInteger();
    private final CompletableFuture<Void> tried = new CompletableFuture<>();
    private volatile List<Tool> tools = List.of();
    private volatile String leftOut = "";
    private volatile Redaction redaction = new Redaction(List.of());
    @GuardedBy("this")
    private State state = State.CONNECTING;
    @GuardedBy("this")
    private @Nullable McpSession session;
    /** Completes with the outcome of the attempt that is made or awaited. */
    @GuardedBy("this")
    private CompletableFuture<McpSession> next = new CompletableFuture<>();
    @GuardedBy("this")
    private @Nullable Future<?> scheduled;
    @GuardedBy("this")
    private long connectedAt;
    @GuardedBy("this")
    private int shortSessions;

    /** @param taken names that the tools must not have */
    McpConnection(McpServer server, Set<String> taken, McpResources resources, Pace pace) {
        this.server = server;
        this.taken = Set.copyOf(taken);
        this.resources = resources;
        this.pace = pace;
        this.breaker = new CircuitBreaker(new CircuitBreaker.Announcement(LOG, "MCP server " + server.name() + " is unavailable",
                "MCP server " + server.name() + " is available again"), 1, pace.reconnect());
    }

    McpServer server() {
        return server;
    }

    /** Returns the tools on offer now; empty while the server is unavailable. */
    List<Tool> tools() {
        return tools;
    }

    /** Completes after the first attempt to connect, whatever its outcome. */
    CompletableFuture<Void> tried() {
        return tried;
    }

    synchronized State state() {
        return state;
    }

    /** Returns why the server is unavailable. */
    Optional<String> trouble() {
        return breaker.trouble();
    }

    /** Returns the version of the protocol that is spoken. */
    synchronized Optional<ProtocolVersion> version() {
        return Optional.ofNullable(state == State.CONNECTED ? session : null).map(McpSession::version);
    }

    /** Begins to connect; never blocks. */
    void start() {
        execute(this::connect);
    }

    private void execute(Runnable task) {
        try {
            resources.threads().execute(task);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "No thread is free for MCP server " + server.name());
            schedule(task, SOON);
        }
    }

    private synchronized void schedule(Runnable task, Duration pause) {
        if (state == State.CLOSED) {
            return;
        }
        try {
            scheduled = resources.timer().schedule(() -> execute(task), pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "The timer is closed");
        }
    }

    private void connect() {
        McpSession[] made = new McpSession[1];
        McpSession opened = new McpSession(new McpSession.Owner() {
            @Override
            public void toolsChanged() {
                McpConnection.this.toolsChanged();
            }

            @Override
            public void lost(McpFault why) {
                McpSession which = made[0];
                if (which != null) {
                    McpConnection.this.lost(which, why);
                }
            }
        }, resources.clientVersion());
        made[0] = opened;
        synchronized (this) {
            if (state == State.CLOSED) {
                return;
            }
            session = opened;
        }
        try {
            McpServer renewed = server.renewed();
            redaction = renewed.endpoint().redaction();
            opened.open(listener -> resources.open(renewed, listener), server.limits().connect());
            int seen = announced.get();
            List<JsonObject> described = opened.tools(server.limits().connect());
            connected(opened, described);
            if (announced.get() != seen) {
                toolsChanged();
            }
        } catch (McpFault fault) {
            opened.close();
            failed(opened, fault);
        } catch (RuntimeException fault) {
            LOG.log(System.Logger.Level.ERROR, "MCP server " + server.name() + " cannot be connected", LogText.plain(fault));
            opened.close();
            failed(opened, McpFault.lost("This client failed"));
        }
    }

    private void connected(McpSession opened, List<JsonObject> described) {
        CompletableFuture<McpSession> waiting;
        synchronized (this) {
            if (state == State.CLOSED || session != opened) {
                return;
            }
            state = State.CONNECTED;
            connectedAt = System.nanoTime();
            waiting = next;
        }
        offer(described);
        breaker.succeeded();
        tried.complete(null);
        waiting.complete(opened);
        schedule(this::refresh, pace.refresh());
    }

    private void failed(McpSession opened, McpFault why) {
        CompletableFuture<McpSession> waiting;
        synchronized (this) {
            if (state == State.CLOSED || session != opened) {
                return;
            }
            session = null;
            state = State.UNAVAILABLE;
            tools = List.of();
            waiting = next;
            next = new CompletableFuture<>();
        }
        breaker.failed(shown(why));
        tried.complete(null);
        waiting.completeExceptionally(why);
        schedule(this::connect, breaker.remaining());
    }

    /** What a server says may hold what it was told. */
    private String shown(McpFault why) {
        return redaction.clean(why.words());
    }

    /** Replaces a session that is of no more use, unless another one has replaced it. Never blocks. */
    private void lost(McpSession which, McpFault why) {
        Duration pause;
        synchronized (this) {
            if (session != which || state != State.CONNECTED) {
                return;
            }
            session = null;
            state = State.CONNECTING;
            next = new CompletableFuture<>();
            boolean shortly = System.nanoTime() - connectedAt < pace.reconnect().longest().toNanos();
            shortSessions = shortly ? shortSessions + 1 : 0;
            pause = shortSessions <= 1 ? Duration.ZERO : pace.reconnect().after(shortSessions - 1);
            if (scheduled != null) {
                scheduled.cancel(false);
            }
        }
        if (why.kind() != McpFault.Kind.SESSION_GONE) {
            breaker.failed(shown(why));
        }
        execute(which::close);
        if (pause.isZero()) {
            execute(this::connect);
        } else {
            schedule(this::connect, pause);
        }
    }

    private void toolsChanged() {
        announced.incrementAndGet();
        if (changes.getAndIncrement() == 0) {
            execute(this::follow);
        }
    }

    /** Reads the list until it has been read after the last change. */
    private void follow() {
        int seen;
        do {
            seen = changes.get();
            list();
        } while (!changes.compareAndSet(seen, 0));
    }

    private void refresh() {
        McpSession current = list();
        if (current != null) {
            current.resubscribe();
            schedule(this::refresh, pace.refresh());
        }
    }

    /** Returns the session that was asked; null if there is none or it is lost. */
    private @Nullable McpSession list() {
        McpSession current;
        synchronized (this) {
            current = state == State.CONNECTED ? session : null;
        }
        if (current == null) {
            return null;
        }
        try {
            List<JsonObject> described = current.tools(server.limits().connect());
            synchronized (this) {
                if (session != current) {
                    return null;
                }
            }
            offer(described);
            return current;
        } catch (McpFault fault) {
            if (fault.kind() == McpFault.Kind.LATE && calls.get() > 0) {
                // Many servers do one thing at a time: one that is busy with a call is not lost.
                return current;
            }
            lost(current, fault);
            return null;
        }
    }

    private void offer(List<JsonObject> described) {
        List<Tool> offered = new ArrayList<>();
        List<String> omitted = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonObject each : described) {
            String original = each.get("name") instanceof JsonString text ? text.getString() : "";
            if (!server.offers(original)) {
                continue;
            }
            Optional<McpTool> tool = McpTool.of(this, each, ToolNames.of(server.name(), original, taken));
            if (tool.isPresent() && offered.size() < MAX_TOOLS && names.add(tool.get().name())) {
                offered.add(tool.get());
            } else {
                omitted.add(original);
            }
        }
        tools = List.copyOf(offered);
        LOG.log(System.Logger.Level.DEBUG, "MCP server " + server.name() + " offers " + offered.size() + " tools");
        String left = LogText.plain(String.join(", ", omitted), MAX_NAMES_LOGGED);
        if (!left.isEmpty() && !left.equals(leftOut)) {
            LOG.log(System.Logger.Level.WARNING, "Tools of MCP server " + server.name() + " are left out, because they have no name, the "
                    + "name of another one or too long a schema, or are more than " + MAX_TOOLS + ": " + left);
        }
        leftOut = left;
    }

    /**
     * Calls a tool and returns the result; blocks. A request that the server refused for want of a session is repeated once in a new one.
     *
     * @param tool the server's name of it
     */
    JsonObject call(String tool, JsonObject arguments, ToolContext context) throws McpFault {
        McpSession current = awaitSession(context.cancellation());
        try {
            return attempt(current, tool, arguments, context);
        } catch (McpFault fault) {
            if (fault.kind() != McpFault.Kind.SESSION_GONE) {
                throw fault;
            }
            return attempt(awaitSession(context.cancellation()), tool, arguments, context);
        }
    }

    private JsonObject attempt(McpSession through, String tool, JsonObject arguments, ToolContext context) throws McpFault {
        calls.incrementAndGet();
        try {
            return through.call(tool, arguments, server.limits().call(), context);
        } catch (McpFault fault) {
            if (fault.kind() == McpFault.Kind.LOST || fault.kind() == McpFault.Kind.SESSION_GONE) {
                lost(through, fault);
            }
            throw fault;
        } finally {
            calls.decrementAndGet();
        }
    }

    @SuppressWarnings("try") // The registration is there to be closed.
    private McpSession awaitSession(Cancellation cancellation) throws McpFault {
        CompletableFuture<McpSession> awaited;
        synchronized (this) {
            if (state == State.CONNECTED && session != null) {
                return session;
            }
            if (state == State.CLOSED || state == State.UNAVAILABLE && breaker.remaining().compareTo(SOON) > 0) {
                throw McpFault.lost("It is unavailable" + breaker.trouble().map(why -> ": " + why).orElse(""));
            }
            awaited = next.copy();
        }
        try (Cancellation.Registration registered = cancellation.onCancel(() -> awaited.cancel(false))) {
            return awaited.get(server.limits().connect().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw McpFault.lost("It is unavailable" + breaker.trouble().map(why -> ": " + why).orElse(""));
        } catch (ExecutionException e) {
            throw McpFault.of(e);
        } catch (CancellationException e) {
            throw new McpFault(McpFault.Kind.CANCELLED, "The call was stopped");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new McpFault(McpFault.Kind.CANCELLED, "The call was stopped");
        }
    }

    /** Ends the session, and with it the server's process; blocks for a few seconds at most. */
    @Override
    public void close() {
        McpSession last;
        CompletableFuture<McpSession> waiting;
        synchronized (this) {
            state = State.CLOSED;
            last = session;
            session = null;
            waiting = next;
            if (scheduled != null) {
                scheduled.cancel(false);
            }
        }
        tools = List.of();
        tried.complete(null);
        waiting.completeExceptionally(McpFault.lost("The connection is closed"));
        if (last != null) {
            last.close();
        }
    }
}
