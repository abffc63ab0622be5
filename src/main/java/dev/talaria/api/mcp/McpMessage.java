package dev.talaria.api.mcp;

import dev.talaria.json.JsonBody;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON-RPC message from a client.
 *
 * @param id     of a request, text or a number; null for a notification, which gets no answer
 * @param params empty if absent
 */
record McpMessage(@Nullable JsonValue id, String method, JsonObject params) {
    private static final String META = "_meta";
    private static final String VERSION = "io.modelcontextprotocol/protocolVersion";

    /** @throws McpFault if it is no message */
    static McpMessage parse(JsonBody body) {
        JsonObject object = body.object();
        JsonValue id = id(object);
        if (!(object.get("jsonrpc") instanceof JsonString version && version.getString().equals("2.0"))) {
            throw McpFault.badRequest(McpFault.INVALID_REQUEST, "jsonrpc must be \"2.0\"");
        }
        if (!(object.get("method") instanceof JsonString method)) {
            throw McpFault.badRequest(McpFault.INVALID_REQUEST, "method must be text; this server sends no requests that want responses");
        }
        JsonValue params = object.getOrDefault("params", JsonObject.EMPTY_JSON_OBJECT);
        if (!(params instanceof JsonObject members)) {
            throw McpFault.badRequest(McpFault.INVALID_PARAMS, "params must be an object");
        }
        return new McpMessage(id, method.getString(), members);
    }

    /**
     * Returns the id that an answer to this object must have; null if there is none.
     *
     * @throws McpFault if it is neither text nor a whole number
     */
    static @Nullable JsonValue id(JsonObject object) {
        JsonValue id = object.get("id");
        if (id == null || id instanceof JsonString || id instanceof JsonNumber number && number.isIntegral()) {
            return id;
        }
        throw McpFault.badRequest(McpFault.INVALID_REQUEST, "id must be text or a whole number");
    }

    /** Returns the protocol version that the request itself names, as clients do from 2026-07-28 on. */
    Optional<String> version() {
        return params.get(META) instanceof JsonObject meta && meta.get(VERSION) instanceof JsonString version
                ? Optional.of(version.getString()) : Optional.empty();
    }

    Optional<String> text(String name) {
        return params.get(name) instanceof JsonString text ? Optional.of(text.getString()) : Optional.empty();
    }
}
