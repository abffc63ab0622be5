package dev.talaria.agent.tool;

import dev.talaria.json.Json;
import dev.talaria.memory.MemoryProvider;
import dev.talaria.memory.Peer;
import dev.talaria.scope.RequestScope;
import dev.talaria.tool.Tool;
import dev.talaria.tool.ToolContext;
import jakarta.json.JsonObject;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * {@code memory_profile}: what a user said of themselves and of how they want to be answered. For programs that ask by themselves; the
 * server's own turns are told it anyway. Safe for many threads.
 */
public final class ProfileTool implements Tool {
    private static final int MAX_ENTRIES = 200;
    private static final JsonObject PARAMETERS = Json.parse("{\"type\": \"object\", \"properties\": {}}").asJsonObject();

    private final MemoryProvider memory;

    public ProfileTool(MemoryProvider memory) {
        this.memory = Objects.requireNonNull(memory);
    }

    @Override
    public String name() {
        return "memory_profile";
    }

    @Override
    public String description() {
        return "Shows what the user has said of themselves and of how they want to be answered.";
    }

    @Override
    public JsonObject parameters() {
        return PARAMETERS;
    }

    @Override
    public boolean isFor(RequestScope request) {
        return request.memoryScope().isPresent();
    }

    @Override
    public String call(ToolContext context, JsonObject arguments) {
        String told = memory.aboutUser(Peer.of(context.scope())).stream().limit(MAX_ENTRIES)
                .map(entry -> "- " + entry.kind() + ": " + entry.value() + " [" + LocalDate.ofInstant(entry.at(), ZoneOffset.UTC) + "]")
                .collect(Collectors.joining("\n"));
        return told.isEmpty() ? "Nothing is known of this user." : told;
    }
}
