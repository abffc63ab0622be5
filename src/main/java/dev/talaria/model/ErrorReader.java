package dev.talaria.model;

import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import dev.talaria.text.Truncation;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Extracts the message, code and type of an error from any wrapping: the envelopes of the vendors, lists, FastAPI's details, JSON within
 * strings, Python's notation of it, events, markup. Inner values take precedence, because gateways wrap the error that they received. For
 * one error only.
 */
final class ErrorReader {
    private static final int MAX_DEPTH = 8;
    private static final int MAX_ENTRIES = 5;
    private static final int MAX_WORDS = 4_000;
    private static final List<String> WRAPPERS = List.of("errors", "faultstring", "detail", "msg", "error_description", "error_message",
            "errorMessage", "error_msg", "status_msg", "base_resp", "fault", "exception", "reason", "title", "description", "body",
            "response", "data", "details");
    private static final Pattern EMBEDDED = Pattern.compile("[\\[{]\\s*[\\[{]?\\s*[\"'{]");
    private static final Pattern EVENT_LINE = Pattern.compile("(?m)^(?:data|error):\\s*([\\[{].*)$");
    private static final Pattern PYTHON_MESSAGE = Pattern.compile("'(?:message|msg|detail)'\\s*:\\s*"
            + "(?:'((?:[^'\\\\]++|\\\\.)*+)'|\"((?:[^\"\\\\]++|\\\\.)*+)\")");
    private static final Pattern PYTHON_CODE = Pattern.compile("'code'\\s*:\\s*'?([\\w.-]{1,64})");

    private String code;
    private String type;
    private String param;
    private int status;
    private Duration wait;

    private ErrorReader() {
    }

    /** @param body the text of a reply with a status other than success; may be cut off */
    static UpstreamRefusal body(int status, String body) {
        ErrorReader reader = new ErrorReader();
        String words = reader.text(body, 0);
        return reader.refusal(words, StatusWords.more(status, reader.status, reader.told()));
    }

    /** @param error the error within a reply that began as a success: an object, a string or a list */
    static UpstreamRefusal error(JsonValue error) {
        ErrorReader reader = new ErrorReader();
        String words = reader.value(error, 0);
        return reader.refusal(words, reader.told());
    }

    private int told() {
        return StatusWords.status(status, code, type);
    }

    private UpstreamRefusal refusal(String words, int meant) {
        Duration asked = wait == null ? RetryHint.inWords(words) : wait;
        return new UpstreamRefusal(meant, Truncation.start(words, MAX_WORDS), code, type, param, asked);
    }

    private String value(JsonValue value, int depth) {
        if (depth > MAX_DEPTH) {
            return "";
        }
        if (value instanceof JsonString string) {
            return text(string.getString(), depth);
        }
        if (value instanceof JsonArray list) {
            return list.stream().limit(MAX_ENTRIES).map(entry -> value(entry, depth + 1)).filter(words -> !words.isEmpty()).distinct()
                    .collect(Collectors.joining("; "));
        }
        return value instanceof JsonObject object ? object(object, depth) : "";
    }

    private String object(JsonObject object, int depth) {
        if (object.get("msg") instanceof JsonString message && object.get("loc") instanceof JsonArray place) {
            return detail(place, message.getString());
        }
        note(object);
        for (String wrapper : List.of("metadata", "error", "message", "Message")) {
            JsonValue inner = wrapper.equals("metadata") ? raw(object) : object.get(wrapper);
            String words = inner == null || wrapper.equals("error") && inner instanceof JsonString && object.containsKey("message") ? ""
                    : value(inner, depth + 1);
            if (!words.isEmpty()) {
                return words;
            }
        }
        for (String wrapper : WRAPPERS) {
            String words = object.containsKey(wrapper) ? value(object.get(wrapper), depth + 1) : "";
            if (!words.isEmpty()) {
                return words;
            }
        }
        if (object.get("error") instanceof JsonString error) {
            return text(error.getString(), depth + 1);
        }
        return listed(object);
    }

    /** Returns a router's copy of its vendor's error, next to which the router's own message is generic. */
    private static JsonValue raw(JsonObject object) {
        return object.get("metadata") instanceof JsonObject metadata ? metadata.get("raw") : null;
    }

    private String detail(JsonArray place, String message) {
        String path = place.stream().map(step -> step instanceof JsonString name ? name.getString() : step.toString())
                .filter(step -> !step.equals("body")).collect(Collectors.joining("."));
        param = param == null && !path.isEmpty() ? path : param;
        return path.isEmpty() ? message : path + ": " + message;
    }

    /** Lists the members of an object of unknown shape without its punctuation. */
    private static String listed(JsonObject object) {
        return object.entrySet().stream().filter(member -> !scalar(member.getValue()).isBlank())
                .limit(MAX_ENTRIES).map(ErrorReader::listed).collect(Collectors.joining(", "));
    }

    private static String listed(Map.Entry<String, JsonValue> member) {
        return member.getKey() + ": " + scalar(member.getValue());
    }

    private void note(JsonObject object) {
        code = first(code, object, "code", "error_code", "errorCode", "status_code");
        type = first(type, object, "type", "error_type", "status", "__type");
        param = object.get("param") instanceof JsonString where && !where.getString().isBlank() ? where.getString() : param;
        status = StatusWords.number(object, status);
        Duration asked = RetryHint.in(object);
        wait = asked == null ? wait : asked;
    }

    /** Returns the first non-blank member, or the outer value if there is none. */
    private static String first(String outer, JsonObject object, String... names) {
        for (String name : names) {
            String word = scalar(object.get(name));
            if (!word.isBlank() && word.length() <= MAX_WORDS) {
                return word;
            }
        }
        return outer;
    }

    private static String scalar(JsonValue value) {
        return value instanceof JsonString string ? string.getString() : value instanceof JsonNumber number ? number.toString() : "";
    }

    private String text(String text, int depth) {
        String said = (text.startsWith("\uFEFF") ? text.substring(1) : text).strip();
        if (MarkupText.looksLike(said)) {
            code = code == null ? MarkupText.code(said) : code;
            return MarkupText.of(said);
        }
        JsonValue whole = depth > MAX_DEPTH ? null : parsed(said);
        if (whole != null) {
            return value(whole, depth + 1);
        }
        String inner = depth > MAX_DEPTH ? "" : embedded(said, depth);
        return inner.isEmpty() ? Truncation.start(said, MAX_WORDS) : inner;
    }

    /** Returns the message of JSON that is embedded in a text, or an empty string if there is none. */
    private String embedded(String text, int depth) {
        Matcher event = EVENT_LINE.matcher(text);
        JsonValue data = event.find() ? parsed(event.group(1).strip()) : null;
        if (data != null) {
            return value(data, depth + 1);
        }
        Matcher begin = EMBEDDED.matcher(text);
        if (!begin.find()) {
            return "";
        }
        int end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'));
        JsonValue embedded = end < begin.start() ? null : parsed(text.substring(begin.start(), end + 1));
        return embedded == null ? python(Truncation.start(text, MAX_WORDS)) : value(embedded, depth + 1);
    }

    private String python(String text) {
        Matcher message = PYTHON_MESSAGE.matcher(text);
        if (!message.find()) {
            return "";
        }
        Matcher ownCode = PYTHON_CODE.matcher(text);
        code = ownCode.find() && !ownCode.group(1).equals("None") ? ownCode.group(1) : code;
        return (message.group(1) == null ? message.group(2) : message.group(1)).replace("\\'", "'");
    }

    /** Returns null if the text is not JSON. */
    private static JsonValue parsed(String text) {
        if (!text.startsWith("{") && !text.startsWith("[") && !text.startsWith("\"")) {
            return null;
        }
        try {
            return Json.parseLeniently(text);
        } catch (JsonFault notJson) {
            return null;
        }
    }
}
