package dev.talaria.api.http.tool;

import dev.talaria.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.util.Set;

/** A choice among some tools only, as a turn understands it, whichever API it came from. */
public final class AllowedTools {
    private AllowedTools() {
    }

    /**
     * Returns the value of {@code tool_choice}.
     *
     * @param mode  how to choose among them
     * @param names of tools of the client and of the server
     */
    public static JsonObject choice(String mode, Set<String> names) {
        JsonArrayBuilder listed = Json.builders().createArrayBuilder();
        names.stream().sorted().forEach(listed::add);
        return Json.builders().createObjectBuilder().add("type", "allowed_tools").add("mode", mode).add("tools", listed).build();
    }
}
