package dev.talaria.tool.mcp;

import dev.talaria.scope.TraceContext;
import jakarta.json.JsonObject;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Carries messages to one MCP server and back, for one session. Safe for many threads; no method blocks but {@link #close}. */
interface McpTransport extends AutoCloseable {
    /** The longest message that is read, in bytes. */
    int MAX_MESSAGE = 8 << 20;

    /** Receives what the server sends, on a thread that must not be blocked. */
    interface Listener {
        void message(JsonObject message);

        /** A message was too long and left out; nobody knows which request it answered. */
        void skipped(McpFault why);

        /** Nothing more will come. May be called several times. */
        void lost(McpFault why);
    }

    /**
     * Sends a message.
     *
     * @return completes once a message without an id has been taken, or once no reply to a request can come any more, or with a
     *     {@link McpFault}; cancelling it gives the reply up
     */
    default CompletableFuture<Void> send(JsonObject message) {
        return send(message, null);
    }

    /**
     * As {@link #send(JsonObject)}, within a trace where the transport can say so.
     *
     * @param trace null for none
     */
    CompletableFuture<Void> send(JsonObject message, @Nullable TraceContext trace);

    /** Lets an exchange end by itself, soon, because its reply has come. */
    void finish(CompletableFuture<Void> exchange);

    /**
     * Sets what the following messages are marked with.
     *
     * @param version the protocol's, as both sides have agreed
     */
    void agreed(ProtocolVersion version);

    /** Opens the stream of what the server sends unasked, where the transport needs one for that. */
    void listen();

    /** Ends everything that this transport has begun; blocks for a few seconds at most. */
    @Override
    void close();
}
