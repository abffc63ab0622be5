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

/**
 * The kept JSON provider and factories: making them costs milliseconds, using them microseconds.
 * All of them are safe for many threads.
 */
public final class Json {
    static final JsonProvider PROVIDER = new org.eclipse.parsson.JsonProviderImpl();
    private static final JsonBuilderFactory BUILDERS = PROVIDER.createBuilderFactory(Map.of());
    private static final JsonParserFactory PARSERS = PROVIDER.createParserFactory(Map.of());

    private Json() {
    }

    /**
     * Reads text that must be exactly one JSON value.
     *
     * @throws JsonFault where it is not, nests deeper than {@link StrictReader#MAX_DEPTH} or holds a NUL or a lone surrogate
     */
    public static JsonValue parse(String text) {
        return new StrictReader(PARSERS, PROVIDER).read(text);
    }

    /** As {@link #parse(String)}, from bytes that must be whole UTF-8, with or without a byte order mark. */
    public static JsonValue parse(byte[] utf8) {
        return parse(StrictReader.decode(utf8));
    }

    /** As {@link #parse(byte[])}; the meter is told in steps about how much heap the tree takes beside its text, and may throw. */
    static JsonValue parse(byte[] utf8, LongConsumer meter) {
        return new StrictReader(PARSERS, PROVIDER).metered(meter).read(StrictReader.decode(utf8));
    }

    /** Reads what a friendly but sloppy peer wrote: NULs and lone surrogates become U+FFFD, NaN and
     * infinities, as Python writes them, null; control characters need no escape. Else as {@link #parse(String)}. */
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

    /** JSON text written by hand, where nulls must show or every microsecond counts. */
    public static String generate(Consumer<JsonGenerator> body) {
        return generate(new TextGenerator(false), body);
    }

    /** As {@link #generate}, of an object with these members. */
    public static String object(Consumer<JsonGenerator> members) {
        return generate(out -> {
            out.writeStartObject();
            members.accept(out);
            out.writeEnd();
        });
    }

    /** As {@link #generate}, for a database: NULs and lone surrogates in texts, which none takes, become U+FFFD. */
    public static String generateStored(Consumer<JsonGenerator> body) {
        return generate(new TextGenerator(true), body);
    }

    private static String generate(TextGenerator generator, Consumer<JsonGenerator> body) {
        body.accept(generator);
        return generator.whole();
    }

    /** The text with U+FFFD for NULs and lone surrogates; the text itself where it is whole, which is nearly always. */
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

    /** Whether a value says nothing: null, or a text, list or object without anything in it. */
    public static boolean isEmpty(JsonValue value) {
        return value == JsonValue.NULL || value instanceof JsonString text && text.getString().isEmpty()
                || value instanceof JsonArray array && array.isEmpty() || value instanceof JsonObject object && object.isEmpty();
    }

    /** A copy changed by a merge patch (RFC 7396): what the patch has counts, a null removes. */
    public static JsonObject merge(JsonObject object, JsonObject patch) {
        return PROVIDER.createMergePatch(patch).apply(object).asJsonObject();
    }

    /** The merge patch that makes the one object the other. */
    static JsonObject difference(JsonObject from, JsonObject to) {
        return PROVIDER.createMergeDiff(from, to).toJsonValue().asJsonObject();
    }

    /** A copy with one member set or, by null, removed. */
    public static JsonObject with(JsonObject object, String name, JsonValue value) {
        var copy = BUILDERS.createObjectBuilder(object);
        return (value == null ? copy.remove(name) : copy.add(name, value)).build();
    }
}
