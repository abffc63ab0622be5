package dev.talaria.json;

import jakarta.json.JsonArray;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonParserFactory;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** The shared JSON provider and factories: creating them takes milliseconds, using them microseconds. All are safe for many threads. */
public final class Json {
    static final JsonProvider PROVIDER = new org.eclipse.parsson.JsonProviderImpl();
    private static final JsonBuilderFactory BUILDERS = PROVIDER.createBuilderFactory(Map.of());
    private static final JsonParserFactory PARSERS = PROVIDER.createParserFactory(Map.of());

    private Json() {
    }

    /**
     * Reads text that must be exactly one JSON value.
     *
     * @throws JsonFault if it is not, nests deeper than {@link StrictReader#MAX_DEPTH}, or contains a NUL or a lone surrogate
     */
    public static JsonValue parse(String text) {
        return new StrictReader(PARSERS, PROVIDER).read(text);
    }

    /** As {@link #parse(String)}, from bytes that must be valid UTF-8, with or without a byte order mark. */
    public static JsonValue parse(byte[] utf8) {
        return parse(StrictReader.decode(utf8));
    }

    /**
     * As {@link #parse(byte[])}; reports to the meter, in steps, the approximate heap that the tree takes in addition to its text. The
     * meter may throw.
     */
    static JsonValue parse(byte[] utf8, LongConsumer meter) {
        return new StrictReader(PARSERS, PROVIDER).metered(meter).read(StrictReader.decode(utf8));
    }

    /**
     * Reads JSON from a trusted but careless peer: NULs and lone surrogates become U+FFFD; NaN and infinities, as Python writes them,
     * become null; control characters need no escape. Otherwise as {@link #parse(String)}.
     */
    public static JsonValue parseLeniently(String text) {
        return new StrictReader(PARSERS, PROVIDER).repairing().read(text);
    }

    public static JsonBuilderFactory builders() {
        return BUILDERS;
    }

    public static JsonValue string(String text) {
        return PROVIDER.createValue(text);
    }

    public static JsonValue number(long number) {
        return PROVIDER.createValue(number);
    }

    /** Generates JSON text member by member, for output with explicit nulls and for hot paths. */
    public static String generate(Consumer<JsonGenerator> body) {
        return generate(new TextGenerator(false), body);
    }

    /** As {@link #generate}, for an object with the given members. */
    public static String object(Consumer<JsonGenerator> members) {
        return generate(out -> {
            out.writeStartObject();
            members.accept(out);
            out.writeEnd();
        });
    }

    /** As {@link #generate}, for a database: NULs and lone surrogates in texts, which no database accepts, become U+FFFD. */
    public static String generateStored(Consumer<JsonGenerator> body) {
        return generate(new TextGenerator(true), body);
    }

    private static String generate(TextGenerator generator, Consumer<JsonGenerator> body) {
        body.accept(generator);
        return generator.whole();
    }

    /** Returns the text with U+FFFD for NULs and lone surrogates; the text itself if it has none, which is the usual case. */
    public static String repaired(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                StringBuilder out = new StringBuilder(text.length());
                text.codePoints().forEach(point -> out.appendCodePoint(
                        point == 0 || point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 0xFFFD : point));
                return out.toString();
            }
        }
        return text;
    }

    public static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns whether a value is null or an empty text, list or object. */
    public static boolean isEmpty(JsonValue value) {
        return value == JsonValue.NULL || value instanceof JsonString text && text.getString().isEmpty()
                || value instanceof JsonArray array && array.isEmpty() || value instanceof JsonObject object && object.isEmpty();
    }

    /** Returns a copy with a merge patch applied (RFC 7396): members of the patch replace those of the object, a null removes. */
    public static JsonObject merge(JsonObject object, JsonObject patch) {
        return PROVIDER.createMergePatch(patch).apply(object).asJsonObject();
    }

    /** Returns the merge patch that turns one object into the other. */
    static JsonObject difference(JsonObject from, JsonObject to) {
        return PROVIDER.createMergeDiff(from, to).toJsonValue().asJsonObject();
    }

    /** Returns a copy with one member set or, for null, removed. */
    public static JsonObject with(JsonObject object, String name, JsonValue value) {
        var copy = BUILDERS.createObjectBuilder(object);
        return (value == null ? copy.remove(name) : copy.add(name, value)).build();
    }
}
