package dev.talaria.memory.local.tool;

import dev.talaria.json.Json;
import dev.talaria.scope.RequestScope;
import dev.talaria.tool.Tool;
import jakarta.json.JsonObject;

/** A tool over the memory scope of its request. */
abstract class MemoryTool implements Tool {
    final Items items;
    private final String name;
    private final String description;
    private final JsonObject parameters;

    /** @param properties of the arguments' JSON Schema */
    MemoryTool(Items items, String name, String description, String properties) {
        this.items = items;
        this.name = name;
        this.description = description;
        this.parameters = Json.builders().createObjectBuilder().add("type", "object")
                .add("properties", Json.parse(properties).asJsonObject()).build();
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final String description() {
        return description;
    }

    /** What one call keeps or forgets, the next one finds. */
    @Override
    public boolean runsAlone() {
        return true;
    }

    @Override
    public final JsonObject parameters() {
        return parameters;
    }

    @Override
    public final boolean isFor(RequestScope request) {
        return request.memoryScope().isPresent();
    }
}
