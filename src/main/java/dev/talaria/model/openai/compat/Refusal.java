package dev.talaria.model.openai.compat;

import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import dev.talaria.text.Truncation;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An upstream's refusal in a form that patterns are matched against.
 *
 * @param status   the HTTP status; 2xx if the error came in the body of a reply that began as a success
 * @param words    its whole text, in lower case, without links
 * @param said     the sentences of it only, without codes and locations
 * @param isPlaced whether it names the place of the fault in the request
 */
public record Refusal(int status, String words, String said, boolean isPlaced) {
    private static final int MAX_LENGTH = 8_000;
    private static final int MAX_DEPTH = 6;
    private static final Pattern LINKS = Pattern.compile("https?://\\S+");
    private static final Pattern MARKUP = Pattern.compile("<[^>]*>");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    /** The data line of an event, or the field that some servers write in its place. */
    private static final Pattern EVENT = Pattern.compile("(?m)^\\s*(?:data|error):\\s*");
    private static final Pattern EVENT_NAME = Pattern.compile("(?m)^\\s*event:.*$");
    /** Members that repeat the request or only identify things. */
    private static final Set<String> PASSED_OVER = Set.of("input", "ctx", "url", "id", "request_id", "object", "failed_generation",
            "documentation_url", "provider_name", "user_id");
    private static final Set<String> LABELS = Set.of("status", "name");
    private static final Set<String> PLACES = Set.of("param", "loc", "field", "path");

    /** @param body the reply's text: JSON, events or anything else; may be cut off */
    public static Refusal of(int status, String body) {
        String text = Truncation.start(body, MAX_LENGTH);
        Words words = new Words();
        words.text(EVENT.matcher(EVENT_NAME.matcher(text).replaceAll("")).replaceAll(""), 0);
        return new Refusal(status, flat(String.join(" ", words.all)), flat(String.join(" ", words.said)), words.placed);
    }

    private static String flat(String text) {
        String plain = LINKS.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(" ");
        return BLANKS.matcher(plain).replaceAll(" ").strip();
    }

    /** Returns a refusal without the model's name, which may contain any word. */
    Refusal without(String model) {
        Pattern name = Pattern.compile("(?<![\\w-])" + Pattern.quote(model) + "(?![\\w-])");
        return new Refusal(status, name.matcher(words).replaceAll(" "), name.matcher(said).replaceAll(" "), isPlaced);
    }

    /** Collects the strings of a reply without duplicates. */
    private static final class Words {
        private final Set<String> all = new LinkedHashSet<>();
        private final Set<String> said = new LinkedHashSet<>();
        private boolean placed;

        /** Adds a text, or the strings of JSON in it: proxies wrap the errors they receive as text. */
        void text(String text, int depth) {
            String start = text.stripLeading();
            if (depth < MAX_DEPTH && (start.startsWith("{") || start.startsWith("["))) {
                try {
                    value(Json.parseLeniently(start), depth + 1);
                    return;
                } catch (JsonFault notJson) {
                    all.add(text);
                }
            }
            String plain = start.startsWith("<") ? MARKUP.matcher(text).replaceAll(" ") : text;
            all.add(plain);
            said.add(plain);
        }

        private void value(JsonValue value, int depth) {
            if (value instanceof JsonString text) {
                text(text.getString(), depth);
            } else if (value instanceof JsonArray list && depth < MAX_DEPTH + MAX_DEPTH) {
                list.forEach(element -> value(element, depth + 1));
            } else if (value instanceof JsonObject object && depth < MAX_DEPTH + MAX_DEPTH) {
                object.forEach((name, member) -> member(name.toLowerCase(Locale.ROOT), member, depth + 1));
            }
        }

        private void member(String name, JsonValue value, int depth) {
            if ((LABELS.contains(name) || name.endsWith("code") || name.endsWith("type")) && value instanceof JsonString label) {
                all.add(label.getString());
            } else if (PLACES.contains(name)) {
                String place = place(value);
                placed |= !place.isBlank();
                all.add(place);
            } else if (!PASSED_OVER.contains(name)) {
                value(value, depth);
            }
        }

        private static String place(JsonValue value) {
            if (value instanceof JsonString text) {
                return text.getString();
            }
            if (value instanceof JsonNumber number) {
                return number.toString();
            }
            return value instanceof JsonArray path ? path.stream().map(Words::place).collect(Collectors.joining(".")) : "";
        }
    }
}
