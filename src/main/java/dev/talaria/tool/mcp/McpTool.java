package dev.talaria.tool.mcp;

import dev.talaria.json.Json;
import dev.talaria.text.Truncation;
import dev.talaria.tool.Tool;
import dev.talaria.tool.ToolContext;
import dev.talaria.tool.ToolFailure;
import dev.talaria.tool.ToolOutput;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.Optional;

/** One tool of an MCP server. Immutable, safe for many threads. */
final class McpTool implements Tool {
    /** The longest that OpenAI's models take. */
    private static final int MAX_DESCRIPTION = 1_024;
    private static final int MAX_SCHEMA = 30_000;

    private final McpConnection connection;
    private final String original;
    private final String name;
    private final String description;
    private final JsonObject parameters;

    private McpTool(McpConnection connection, String original, String name, String description, JsonObject parameters) {
        this.connection = connection;
        this.original = original;
        this.name = name;
        this.description = description;
        this.parameters = parameters;
    }

    /**
     * Returns the tool that a server describes; empty if models could not be told of it.
     *
     * @param name as models know it
     */
    static Optional<McpTool> of(McpConnection connection, JsonObject described, String name) {
        if (!(described.get("name") instanceof JsonString original) || original.getString().isEmpty()) {
            return Optional.empty();
        }
        String words = text(described, "description").or(() -> text(described, "title")).orElse("");
        JsonObject schema = described.get("inputSchema") instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
        JsonObject parameters = accepted(schema);
        return parameters.toString().length() > MAX_SCHEMA ? Optional.empty()
                : Optional.of(new McpTool(connection, original.getString(), name, Truncation.preview(words.strip(), MAX_DESCRIPTION),
                parameters));
    }

    private static Optional<String> text(JsonObject described, String member) {
        return described.get(member) instanceof JsonString text && !text.getString().isBlank() ? Optional.of(text.getString())
                : Optional.empty();
    }

    /** Models want the schema of an object that names its properties, and some refuse the member that names the schema's own version. */
    private static JsonObject accepted(JsonObject schema) {
        JsonObject object = Json.builders().createObjectBuilder(schema).remove("$schema").add("type", "object").build();
        return object.get("properties") instanceof JsonObject ? object : Json.with(object, "properties", JsonValue.EMPTY_JSON_OBJECT);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public JsonObject parameters() {
        return parameters;
    }

    @Override
    public boolean needsApproval(JsonObject arguments) {
        return connection.server().approval().covers(original);
    }

    /** Its server's own, and a moment to connect anew. */
    @Override
    public Optional<Duration> timeout() {
        return Optional.of(connection.server().limits().call().plus(connection.server().limits().connect()).plusSeconds(1));
    }

    @Override
    public String call(ToolContext context, JsonObject arguments) throws ToolFailure {
        return output(context, arguments).text();
    }

    @Override
    public ToolOutput output(ToolContext context, JsonObject arguments) throws ToolFailure {
        try {
            JsonObject result = connection.call(original, arguments, context);
            return McpResult.output(result, connection.server().limits().output());
        } catch (McpFault fault) {
            throw new ToolFailure("the MCP server " + connection.server().name() + " did not do it: " + fault.words());
        }
    }
}
