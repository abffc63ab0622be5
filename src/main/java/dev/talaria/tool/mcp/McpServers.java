package dev.talaria.tool.mcp;

import dev.talaria.json.Json;
import dev.talaria.tool.Tool;
import dev.talaria.tool.ToolSelection;
import dev.talaria.tool.Toolset;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/** The connections to all configured MCP servers. Safe for many threads. */
public final class McpServers implements AutoCloseable {
    private final List<McpConnection> connections;
    private final McpResources resources;

    private McpServers(List<McpConnection> connections, McpResources resources) {
        this.connections = List.copyOf(connections);
        this.resources = Objects.requireNonNull(resources);
    }

    /**
     * Begins to connect to the servers; waits for none.
     *
     * @param taken names of tools that theirs must not have
     */
    public static McpServers start(McpFile file, Set<String> taken, McpResources resources) {
        return start(file, taken, resources, McpConnection.Pace.DEFAULT);
    }

    static McpServers start(McpFile file, Set<String> taken, McpResources resources, McpConnection.Pace pace) {
        McpServers servers = new McpServers(file.servers().stream().map(server -> new McpConnection(server, taken, resources, pace))
                .toList(), resources);
        servers.connections.forEach(McpConnection::start);
        return servers;
    }

    /** Returns a set for each server, with the tools that it offers now. */
    public List<Toolset> toolsets() {
        return connections.stream().map(connection -> new Toolset(ToolSelection.ofMcp(connection.server().name()), "🔌",
                connection.server().title(),
                "Tools of the MCP server " + connection.server().name(), connection.tools())).toList();
    }

    /** Completes once each server was connected, or could not be, for the first time. Never fails. */
    public CompletableFuture<Void> tried() {
        return CompletableFuture.allOf(connections.stream().map(McpConnection::tried).toArray(CompletableFuture<?>[]::new));
    }

    /** Returns whether there are none. */
    public boolean isEmpty() {
        return connections.isEmpty();
    }

    /** Returns the names of the servers that cannot be used now, although they have been tried. */
    public List<String> unavailable() {
        return connections.stream().filter(connection -> connection.trouble().isPresent()).map(connection -> connection.server().name())
                .toList();
    }

    /** Returns the state of each server, by its name. */
    public JsonObject states() {
        JsonObjectBuilder all = Json.builders().createObjectBuilder();
        for (McpConnection connection : connections) {
            JsonObjectBuilder one = Json.builders().createObjectBuilder()
                    .add("state", connection.state().name().toLowerCase(Locale.ROOT)).add("tools", connection.tools().size());
            connection.version().ifPresent(version -> one.add("protocol", version.wire()));
            connection.trouble().ifPresent(why -> one.add("message", why));
            all.add(connection.server().name(), one);
        }
        return all.build();
    }

    /** Returns the tools that are offered now. */
    List<Tool> tools() {
        return connections.stream().flatMap(connection -> connection.tools().stream()).toList();
    }

    /** Ends all connections and processes, side by side; blocks for a few seconds at most. */
    @Override
    public void close() {
        CompletableFuture<?>[] closed = connections.stream().map(this::close).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(closed).join();
    }

    private CompletableFuture<Void> close(McpConnection connection) {
        try {
            return CompletableFuture.runAsync(connection::close, resources.threads());
        } catch (RejectedExecutionException e) {
            connection.close();
            return CompletableFuture.completedFuture(null);
        }
    }
}
