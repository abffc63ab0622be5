package dev.talaria.tool.mcp;

import java.util.Objects;

/** A request to an MCP server that failed. The message is for operators and the model: plain words, without secrets. */
final class McpFault extends Exception {
    private static final long serialVersionUID = 1L;

    /** What a failure means for the connection. */
    enum Kind {
        /** The server cannot be reached, or has gone: the connection has to be built anew. */
        LOST,
        /** The server does not know the session, and so has done nothing: connect anew, and repeat the request. */
        SESSION_GONE,
        /** The server has answered with an error, or with something that cannot be understood. */
        REFUSED,
        /** There was no answer in time. */
        LATE,
        /** The caller does not want the answer. */
        CANCELLED
    }

    private final Kind kind;
    private final String words;

    McpFault(Kind kind, String message) {
        super(message);
        this.words = Objects.requireNonNull(message);
        this.kind = Objects.requireNonNull(kind);
    }

    Kind kind() {
        return kind;
    }

    /** Returns the message. */
    String words() {
        return words;
    }

    static McpFault lost(String message) {
        return new McpFault(Kind.LOST, message);
    }

    static McpFault refused(String message) {
        return new McpFault(Kind.REFUSED, message);
    }

    /** Returns a fault with the cause of a failed future. */
    static McpFault of(Throwable fault) {
        if (fault instanceof McpFault known) {
            return known;
        }
        return fault.getCause() instanceof McpFault known ? known : lost("The connection was lost");
    }
}
