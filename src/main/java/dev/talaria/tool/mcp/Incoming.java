package dev.talaria.tool.mcp;

import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

/** Reads the text of messages. Pure functions. */
final class Incoming {
    private Incoming() {
    }

    /**
     * Passes on one message, or those of a batch, as earlier versions of the protocol have them.
     *
     * @return whether the text is a message or a batch
     */
    static boolean pass(String text, McpTransport.Listener listener) {
        try {
            JsonValue value = Json.parseLeniently(text);
            if (value instanceof JsonObject message) {
                listener.message(message);
                return true;
            } else if (value instanceof JsonArray batch) {
                batch.stream().filter(JsonObject.class::isInstance).map(JsonValue::asJsonObject).forEach(listener::message);
                return true;
            }
            return false;
        } catch (JsonFault e) {
            return false;
        }
    }
}
