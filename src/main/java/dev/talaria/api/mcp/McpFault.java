package dev.talaria.api.mcp;

import jakarta.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** A request that the protocol refuses; becomes a JSON-RPC error. */
final class McpFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final int PARSE_ERROR = -32700;
    static final int INVALID_REQUEST = -32600;
    static final int METHOD_NOT_FOUND = -32601;
    static final int INVALID_PARAMS = -32602;
    static final int INTERNAL_ERROR = -32603;
    static final int HEADER_MISMATCH = -32020;
    static final int UNSUPPORTED_VERSION = -32022;

    private final int status;
    private final int code;
    private final transient @Nullable JsonObject data;

    /**
     * @param status of the HTTP reply
     * @param data   the error's further members; null for none
     */
    McpFault(int status, int code, String message, @Nullable JsonObject data) {
        super(message);
        this.status = status;
        this.code = code;
        this.data = data;
    }

    /** A fault of the request that the client must mend. */
    static McpFault badRequest(int code, String message) {
        return new McpFault(400, code, message, null);
    }

    int status() {
        return status;
    }

    int code() {
        return code;
    }

    @Nullable JsonObject data() {
        return data;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
