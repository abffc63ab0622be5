package dev.talaria.json;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A document that differs from another in one place, as it may where another release has written it.
 * Documents within texts are changed too.
 *
 * @param path where it differs, e.g. {@code .conversation.parts.text}; lists add nothing to it
 */
public record StoredVariants(String path, JsonValue document) {
    private static final String UNKNOWN = "x_newer";

    /** A change of the members of one object, by their names; null removes one. */
    private interface Change {
        List<StoredVariants> of(JsonObject object, String path);
    }

    public static List<StoredVariants> lacking(JsonValue document) {
        return changed(document, member -> null);
    }

    public static List<StoredVariants> withNull(JsonValue document) {
        return changed(document, member -> JsonValue.NULL);
    }

    public static List<StoredVariants> withUnknownWord(JsonValue document) {
        return changed(document, member -> member instanceof JsonString text && inner(text) == null ? Json.string(UNKNOWN) : member);
    }

    public static List<StoredVariants> withUnknownMember(JsonValue document) {
        return of(document, "", (object, path) -> List.of(new StoredVariants(path,
                Json.with(object, UNKNOWN, Json.parse("{\"a\":[1,null]}")))));
    }

    private static List<StoredVariants> changed(JsonValue document, UnaryOperator<JsonValue> member) {
        return of(document, "", (object, path) -> object.keySet().stream()
                .map(name -> new StoredVariants(path + "." + name, Json.with(object, name, member.apply(object.get(name))))).toList());
    }

    private static List<StoredVariants> of(JsonValue value, String path, Change change) {
        List<StoredVariants> all = new ArrayList<>();
        if (value instanceof JsonObject object) {
            all.addAll(change.of(object, path));
            object.forEach((name, member) -> of(member, path + "." + name, change)
                    .forEach(inner -> all.add(new StoredVariants(inner.path(), Json.with(object, name, inner.document())))));
        } else if (value instanceof JsonArray list) {
            for (int i = 0; i < list.size(); i++) {
                int place = i;
                of(list.get(i), path, change).forEach(inner -> all.add(new StoredVariants(inner.path(),
                        Json.builders().createArrayBuilder(list).set(place, inner.document()).build())));
            }
        } else if (value instanceof JsonString text && inner(text) != null) {
            of(inner(text), path, change).forEach(inner -> all.add(
                    new StoredVariants(inner.path(), Json.string(inner.document().toString()))));
        }
        return all;
    }

    /** The document that a text holds; null where it is a plain text. */
    private static JsonValue inner(JsonString text) {
        String json = text.getString();
        try {
            return json.startsWith("[") || json.startsWith("{") ? Json.parse(json) : null;
        } catch (JsonFault fault) {
            return null;
        }
    }
}
