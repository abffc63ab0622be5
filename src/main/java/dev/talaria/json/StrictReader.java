package dev.talaria.json;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser.Event;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import jakarta.json.stream.JsonParsingException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.NoSuchElementException;
import java.util.function.LongConsumer;

/** Builds a tree from JSON text and rejects what the library accepts: excessive depth, text after the end, malformed Unicode. */
final class StrictReader {
    static final int MAX_DEPTH = 200;
    private static final int MAX_NUMBER_LENGTH = 400;
    /** Approximate heap of the parts of a tree, including the buffers from which they are built. */
    private static final int VALUE_BYTES = 48;
    private static final int MEMBER_BYTES = 150;
    private static final int CONTAINER_BYTES = 130;
    private static final long METER_STEP = 64 * 1024;
    private static final String MALFORMED = "it is not well-formed";

    private final JsonParserFactory parsers;
    private final JsonProvider provider;
    private boolean repairs;
    private LongConsumer meter = bytes -> { };
    /** Bytes not yet reported to the meter. */
    private long untold;

    StrictReader(JsonParserFactory parsers, JsonProvider provider) {
        this.parsers = parsers;
        this.provider = provider;
    }

    StrictReader repairing() {
        repairs = true;
        return this;
    }

    StrictReader metered(LongConsumer told) {
        meter = told;
        return this;
    }

    /** Decodes UTF-8. Skips a byte order mark at the start, as RFC 8259 allows, because editors and PowerShell write it. */
    static String decode(byte[] utf8) {
        if (isWider(utf8)) {
            throw new JsonFault("it is in UTF-16 or UTF-32, and must be in UTF-8");
        }
        int start = startsWith(utf8, 0xEF, 0xBB, 0xBF) ? 3 : 0;
        if (start == 0 && isAscii(utf8)) {
            return new String(utf8, StandardCharsets.ISO_8859_1);
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8, start, utf8.length - start)).toString();
        } catch (CharacterCodingException e) {
            throw notUtf8(ByteBuffer.wrap(utf8, start, utf8.length - start));
        }
    }

    /** Returns whether the bytes are ASCII, which decodes without a buffer of twice its size. */
    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    private static JsonFault notUtf8(ByteBuffer bytes) {
        CharBuffer sound = CharBuffer.allocate(bytes.remaining());
        StandardCharsets.UTF_8.newDecoder().decode(bytes, sound, true);
        return new JsonFault("it is not valid UTF-8").at(sound.flip().toString(), sound.length());
    }

    /**
     * Returns whether the text is UTF-16 or UTF-32: it has such a byte order mark, or a zero in the first two bytes, which JSON in UTF-8
     * never has.
     */
    private static boolean isWider(byte[] bytes) {
        return startsWith(bytes, 0xFE, 0xFF) || startsWith(bytes, 0xFF, 0xFE) || bytes.length > 1 && (bytes[0] == 0 || bytes[1] == 0);
    }

    private static boolean startsWith(byte[] bytes, int... start) {
        for (int i = 0; i < start.length; i++) {
            if (i == bytes.length || (bytes[i] & 0xff) != start[i]) {
                return false;
            }
        }
        return true;
    }

    JsonValue read(String text) {
        if (text.isBlank()) {
            throw new JsonFault("it is empty");
        }
        return parse(repairs ? RawControls.escaped(NonNumbers.toNull(text)) : text);
    }

    private JsonValue parse(String text) {
        try (JsonParser parser = parsers.createParser(new StringReader(text))) {
            try {
                JsonValue value = value(parser, parser.next(), 0);
                if (parser.hasNext()) {
                    throw new JsonFault("there is text after its end");
                }
                return value;
            } catch (JsonFault fault) {
                throw fault.at(text, parser.getLocation().getStreamOffset());
            } catch (JsonParsingException e) {
                throw new JsonFault(MALFORMED).at(text, e.getLocation().getStreamOffset());
            } catch (JsonException | IllegalStateException | ArithmeticException | NumberFormatException | NoSuchElementException e) {
                throw new JsonFault(MALFORMED).at(text, parser.getLocation().getStreamOffset());
            }
        }
    }

    private JsonValue value(JsonParser parser, Event event, int depth) {
        use(VALUE_BYTES);
        return switch (event) {
            case START_OBJECT -> object(parser, deeper(depth));
            case START_ARRAY -> array(parser, deeper(depth));
            case VALUE_STRING -> provider.createValue(whole(parser.getString()));
            case VALUE_NUMBER -> number(parser);
            case VALUE_TRUE -> JsonValue.TRUE;
            case VALUE_FALSE -> JsonValue.FALSE;
            case VALUE_NULL -> JsonValue.NULL;
            default -> throw new JsonFault(MALFORMED);
        };
    }

    private void use(long bytes) {
        untold += bytes;
        if (untold >= METER_STEP) {
            meter.accept(untold);
            untold = 0;
        }
    }

    private int deeper(int depth) {
        use(CONTAINER_BYTES);
        if (depth == MAX_DEPTH) {
            throw new JsonFault("it is nested deeper than " + MAX_DEPTH);
        }
        return depth + 1;
    }

    private JsonValue object(JsonParser parser, int depth) {
        JsonObjectBuilder object = provider.createObjectBuilder();
        while (true) {
            Event event = parser.next();
            if (event == Event.END_OBJECT) {
                return object.build();
            }
            use(MEMBER_BYTES);
            String name = whole(parser.getString());
            object.add(name, value(parser, parser.next(), depth));
        }
    }

    private JsonValue array(JsonParser parser, int depth) {
        JsonArrayBuilder array = provider.createArrayBuilder();
        while (true) {
            Event event = parser.next();
            if (event == Event.END_ARRAY) {
                return array.build();
            }
            array.add(value(parser, event, depth));
        }
    }

    private JsonValue number(JsonParser parser) {
        if (parser.getString().length() > MAX_NUMBER_LENGTH) {
            throw new JsonFault("a number has more than " + MAX_NUMBER_LENGTH + " characters");
        }
        try {
            return parser.getValue();
        } catch (NumberFormatException | ArithmeticException beyondAllBounds) {
            if (repairs) {
                return JsonValue.NULL;
            }
            throw beyondAllBounds;
        }
    }

    private String whole(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return faulty(text, "a string holds U+0000");
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c) || i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return faulty(text, "a string holds half a surrogate pair");
                }
                i++;
            }
        }
        return text;
    }

    private String faulty(String text, String why) {
        if (!repairs) {
            throw new JsonFault(why);
        }
        StringBuilder repaired = new StringBuilder(text.length());
        text.codePoints().forEach(c -> repaired.appendCodePoint(
                c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c));
        return repaired.toString();
    }
}
