package dev.talaria.access;

import dev.talaria.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads properties such as {@code webui.limits.concurrent_runs = 5} as the JSON that they stand for. */
final class KeyProperties {
    private static final Set<String> LISTS = Set.of("key", "hash", "models", "endpoints", "allowed_headers");
    private static final Set<String> NUMBERS = Set.of("expires_at", "concurrent_runs", "requests_per_minute");
    private static final Set<String> SWITCHES = Set.of("signed_only", "tool_progress");
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,18}");

    private KeyProperties() {
    }

    /** The keys' objects by name. A member is at most two names deep; a dot in a key's own name is no separator to us. */
    static Map<String, JsonObject> entries(Properties properties) {
        Map<String, JsonObject> entries = new TreeMap<>();
        for (String property : properties.stringPropertyNames()) {
            String[] path = property.split("\\.", 3);
            if (path.length < 2) {
                throw new IllegalArgumentException(property + " must be NAME.member");
            }
            JsonObject entry = entries.getOrDefault(path[0], Json.builders().createObjectBuilder().add("name", path[0]).build());
            JsonValue value = value(path[path.length - 1], properties.getProperty(property).strip());
            JsonValue member = path.length == 2 ? value : nested(entry, path, value);
            entries.put(path[0], Json.with(entry, path[1], member));
        }
        return entries;
    }

    /** Headers of {@code identity.fixed} are a level deeper than all else. */
    private static JsonObject nested(JsonObject entry, String[] path, JsonValue value) {
        JsonObject outer = entry.get(path[1]) instanceof JsonObject there ? there : JsonValue.EMPTY_JSON_OBJECT;
        int dot = path[2].indexOf('.');
        if (dot < 0) {
            return Json.with(outer, path[2], value);
        }
        String middle = path[2].substring(0, dot);
        JsonObject inner = outer.get(middle) instanceof JsonObject there ? there : JsonValue.EMPTY_JSON_OBJECT;
        return Json.with(outer, middle, Json.with(inner, path[2].substring(dot + 1), value));
    }

    private static JsonValue value(String member, String text) {
        if (LISTS.contains(member)) {
            List<String> names = Stream.of(text.split(",")).map(String::strip).filter(name -> !name.isEmpty()).toList();
            return Json.builders().createArrayBuilder(names).build();
        }
        if (NUMBERS.contains(member) && WHOLE.matcher(text).matches()) {
            return Json.parse(Long.toString(Long.parseLong(text)));
        }
        if (SWITCHES.contains(member) && (text.equals("true") || text.equals("false"))) {
            return text.equals("true") ? JsonValue.TRUE : JsonValue.FALSE;
        }
        return Json.string(text);
    }
}
