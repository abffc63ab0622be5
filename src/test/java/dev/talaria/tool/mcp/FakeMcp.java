package dev.talaria.tool.mcp;

import dev.talaria.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What a scripted MCP server answers, whatever carries it. */
final class FakeMcp {
    private final List<String> tools = new CopyOnWriteArrayList<>(List.of("echo", "fail", "huge", "picture", "structured", "hang", "die",
            "grow", "odd name!"));
    private final boolean stateless;

    FakeMcp(boolean stateless) {
        this.stateless = stateless;
    }

    void add(String tool) {
        tools.add(tool);
    }

    /** The reply to a request; null where there is none. */
    @Nullable JsonObject answer(JsonObject request) {
        JsonObjectBuilder reply = Json.builders().createObjectBuilder().add("jsonrpc", "2.0").add("id", request.get("id"));
        JsonObject params = request.containsKey("params") ? request.getJsonObject("params") : JsonValue.EMPTY_JSON_OBJECT;
        JsonObject result = switch (request.getString("method")) {
            case "initialize" -> stateless ? null : Json.builders().createObjectBuilder()
                    .add("protocolVersion", params.getString("protocolVersion"))
                    .add("capabilities", Json.parse("{\"tools\":{\"listChanged\":true}}"))
                    .add("serverInfo", Json.parse("{\"name\":\"fake\",\"version\":\"1\"}")).build();
            case "server/discover" -> stateless ? Json.parse("{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],"
                    + "\"capabilities\":{\"tools\":{}}}").asJsonObject() : null;
            case "tools/list" -> list(params);
            case "tools/call" -> call(params);
            default -> null;
        };
        return result == null ? reply.add("error", Json.parse("{\"code\":-32601,\"message\":\"no such method\"}")).build()
                : reply.add("result", result).build();
    }

    /** Two pages. */
    private JsonObject list(JsonObject params) {
        boolean second = params.containsKey("cursor");
        JsonArrayBuilder page = Json.builders().createArrayBuilder();
        (second ? tools.subList(2, tools.size()) : tools.subList(0, 2)).forEach(tool -> page.add(Json.builders().createObjectBuilder()
                .add("name", tool).add("description", "Does " + tool)
                .add("inputSchema", Json.parse("{\"$schema\":\"x\",\"type\":\"object\",\"properties\":"
                        + "{\"text\":{\"type\":\"string\"}}}"))));
        JsonObjectBuilder result = Json.builders().createObjectBuilder().add("tools", page);
        return second ? result.build() : result.add("nextCursor", "2").build();
    }

    private static JsonObject call(JsonObject params) {
        JsonObject arguments = params.getJsonObject("arguments");
        return switch (params.getString("name")) {
            case "echo" -> text(arguments.getString("text", ""), false);
            case "fail" -> text("the disk is full", true);
            case "huge" -> text("x".repeat(200_000), false);
            case "picture" -> Json.parse("{\"content\":[{\"type\":\"image\",\"mimeType\":\"image/png\",\"data\":\"AAAA\"},"
                    + "{\"type\":\"resource_link\",\"name\":\"plan\",\"uri\":\"file:///plan\"}]}").asJsonObject();
            case "structured" -> Json.parse("{\"content\":[],\"structuredContent\":{\"degrees\":22}}").asJsonObject();
            case "env" -> text(String.join(",", System.getenv().keySet().stream().sorted().toList()), false);
            default -> text("done", false);
        };
    }

    static JsonObject text(String text, boolean error) {
        return Json.builders().createObjectBuilder().add("content", Json.builders().createArrayBuilder()
                .add(Json.builders().createObjectBuilder().add("type", "text").add("text", text))).add("isError", error).build();
    }
}
