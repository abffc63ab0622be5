package dev.talaria.tool.mcp;

import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;

/**
 * What connections to MCP servers need. Not closed by them.
 *
 * @param threads       run attempts to connect and serve processes, which block; must not queue
 * @param io            creates the I/O threads of HTTP clients, with their context class loader
 * @param timer         never blocked
 * @param clientVersion this program's
 */
public record McpResources(ExecutorService threads, ThreadFactory io, ScheduledExecutorService timer, String clientVersion) {
    public McpResources {
        Objects.requireNonNull(threads);
        Objects.requireNonNull(io);
        Objects.requireNonNull(timer);
        Objects.requireNonNull(clientVersion);
    }

    McpTransport open(McpServer server, McpTransport.Listener listener) throws McpFault {
        if (server.endpoint() instanceof McpServer.Endpoint.Stdio stdio) {
            return StdioTransport.start(server.name(), stdio, listener, threads);
        }
        return new HttpTransport((McpServer.Endpoint.Http) server.endpoint(), server.limits().connect(), listener, io, timer);
    }
}
