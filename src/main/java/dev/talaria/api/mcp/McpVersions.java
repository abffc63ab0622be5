package dev.talaria.api.mcp;

import dev.talaria.json.Json;
import jakarta.json.JsonArrayBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The protocol versions that are spoken. Until 2025-11-25 a client agrees on one by {@code initialize}; from 2026-07-28 on each request
 * names its own, and repeats in HTTP headers what intermediaries may look at. Neither kind leaves anything behind between two requests.
 */
final class McpVersions {
    static final String STATELESS = "2026-07-28";
    static final String NEWEST_WITH_HANDSHAKE = "2025-11-25";
    private static final List<String> WITH_HANDSHAKE = List.of(NEWEST_WITH_HANDSHAKE, "2025-06-18", "2025-03-26");
    private static final String HEADER = "MCP-Protocol-Version";
    private static final String METHOD = "Mcp-Method";
    private static final String NAME = "Mcp-Name";
    private static final String ENCODED = "=?base64?";
    private static final String ENCODED_END = "?=";

    private McpVersions() {
    }

    /** Returns the version of the answer to an {@code initialize} that asks for this one. */
    static String agreed(Optional<String> asked) {
        return asked.filter(WITH_HANDSHAKE::contains).orElse(NEWEST_WITH_HANDSHAKE);
    }

    /** Returns all, the newest first. */
    static JsonArrayBuilder all() {
        JsonArrayBuilder all = Json.builders().createArrayBuilder().add(STATELESS);
        WITH_HANDSHAKE.forEach(all::add);
        return all;
    }

    /**
     * Returns whether the request is one of those that name their version.
     *
     * @param header returns a header's value by its name
     * @throws McpFault if the version is not spoken, or a header is missing or contradicts the body
     */
    static boolean isStateless(McpMessage message, Function<String, Optional<String>> header) {
        Optional<String> sent = header.apply(HEADER);
        Optional<String> version = message.version();
        if (version.isEmpty()) {
            boolean known = sent.isEmpty() || WITH_HANDSHAKE.contains(sent.get());
            if (!known && sent.get().equals(STATELESS)) {
                throw mismatch(HEADER + " is " + STATELESS + ", but params._meta names no version");
            } else if (!known) {
                throw unsupported(sent.get());
            }
            return false;
        }
        if (!version.equals(sent)) {
            throw mismatch(HEADER + " must be the version that params._meta names");
        }
        if (!version.get().equals(STATELESS)) {
            throw unsupported(version.get());
        }
        require(header, METHOD, message.method());
        if (message.method().equals("tools/call")) {
            require(header, NAME, message.text("name").orElse(""));
        }
        return true;
    }

    private static void require(Function<String, Optional<String>> header, String name, String expected) {
        Optional<String> sent = header.apply(name);
        if (sent.isEmpty() || !decoded(name, sent.get()).equals(expected)) {
            throw mismatch(name + " must be sent and agree with the body");
        }
    }

    private static String decoded(String name, String value) {
        if (!value.startsWith(ENCODED) || !value.endsWith(ENCODED_END) || value.length() < ENCODED.length() + ENCODED_END.length()) {
            return value;
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(value.substring(ENCODED.length(), value.length() - ENCODED_END.length()));
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw mismatch(name + " is not valid Base64");
        }
    }

    private static McpFault mismatch(String why) {
        return McpFault.badRequest(McpFault.HEADER_MISMATCH, "Header mismatch: " + why);
    }

    private static McpFault unsupported(String version) {
        return new McpFault(400, McpFault.UNSUPPORTED_VERSION, "Unsupported protocol version",
                Json.builders().createObjectBuilder().add("supported", all()).add("requested", version).build());
    }
}
