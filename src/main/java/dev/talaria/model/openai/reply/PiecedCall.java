package dev.talaria.model.openai.reply;

import dev.talaria.json.Deltas;
import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Set;
import java.util.UUID;

/** One tool call as far as it has arrived. It is announced to the sink once it has a name. */
final class PiecedCall {
    /** Texts that stand for no arguments. Some upstreams start with {@code {}} and send the actual ones afterwards. */
    private static final Set<String> NONE = Set.of("", "{}", "null", "[]");
    private static final String VALUE_BEGINS_AFTER = ":,[{";
    private static final int MIN_REPEATED = 4;

    private final JsonBalance balance = new JsonBalance();
    private final StringBuilder arguments = new StringBuilder();
    /** Arguments that started as a JSON string, until the string ends. */
    private final StringBuilder quoted = new StringBuilder(0);
    private String givenId = "";
    private String name = "";
    private JsonObject extensions = JsonValue.EMPTY_JSON_OBJECT;
    private boolean begun;
    private int index = -1;

    boolean isNew() {
        return !begun;
    }

    void begin() {
        begun = true;
    }

    void learn(String id, String newName) {
        givenId = givenId.isEmpty() ? id : givenId;
        name = name.isEmpty() ? newName : name;
    }

    /** Keeps opaque members that arrive before the name. */
    void keep(JsonObject members) {
        extensions = Deltas.merge(extensions, members);
    }

    JsonObject extensions() {
        return extensions;
    }

    void announce(int place) {
        index = place;
    }

    boolean isAnnounced() {
        return index >= 0;
    }

    int index() {
        return index;
    }

    /** Returns the upstream's id, or a generated one if it has none or another call has it. */
    String id(Set<String> used) {
        String id = givenId;
        if (id.isEmpty() || !used.add(id)) {
            id = "call_" + UUID.randomUUID().toString().replace("-", "");
            used.add(id);
        }
        return id;
    }

    String name() {
        return name;
    }

    boolean isNamed() {
        return !name.isEmpty();
    }

    boolean isNamed(String other) {
        return name.equals(other);
    }

    boolean isAnother(String id) {
        return !id.isEmpty() && !givenId.isEmpty() && !id.equals(givenId);
    }

    boolean isRepeatedBy(String id, String otherName) {
        return name.equals(otherName) && (id.isEmpty() || givenId.isEmpty() || id.equals(givenId));
    }

    String arguments() {
        return arguments.toString();
    }

    boolean hasNoArguments() {
        return arguments.isEmpty() && quoted.isEmpty();
    }

    /** Ends the arguments: a call without any gets an empty object. Returns the text that this adds. */
    String settle() {
        if (!arguments.isEmpty()) {
            return "";
        }
        arguments.append("{}");
        balance.add(arguments);
        return arguments.toString();
    }

    /** Returns whether the arguments have started and not ended. */
    boolean isOpen() {
        return balance.isOpen() || !quoted.isEmpty();
    }

    boolean isWhole() {
        return balance.isWhole();
    }

    boolean saysSame(String text) {
        if (text.strip().equals(arguments.toString().strip())) {
            return true;
        }
        try {
            return Json.parseLeniently(text).equals(Json.parseLeniently(arguments.toString()));
        } catch (JsonFault noJson) {
            return false;
        }
    }

    /** Adds a part of the arguments and returns what of it is new. Complete arguments take nothing more; some upstreams repeat them. */
    String add(String piece) {
        if (arguments.isEmpty() && (!quoted.isEmpty() || piece.strip().startsWith("\""))) {
            quoted.append(piece);
            String said = unquoted();
            quoted.setLength(said.isEmpty() ? quoted.length() : 0);
            arguments.append(said);
            balance.add(said);
            return said;
        }
        String more = balance.isWhole() || arguments.isEmpty() && NONE.contains(piece.strip()) ? "" : unsaid(piece);
        arguments.append(more);
        balance.add(more);
        return more;
    }

    /**
     * Returns the value of arguments that an upstream encoded twice, if it is an object, else the text itself; empty while the string is
     * incomplete.
     */
    private String unquoted() {
        String text = quoted.toString().strip();
        if (text.length() < 2 || !text.endsWith("\"") || isEscaped(text, text.length() - 1)) {
            return "";
        }
        try {
            boolean object = Json.parseLeniently(text) instanceof JsonString inner
                    && Json.parseLeniently(inner.getString()) instanceof JsonObject;
            return object ? ((JsonString) Json.parseLeniently(text)).getString() : text;
        } catch (JsonFault noJson) {
            return text;
        }
    }

    private static boolean isEscaped(String text, int at) {
        int first = at;
        while (first > 0 && text.charAt(first - 1) == '\\') {
            first--;
        }
        return (at - first) % 2 == 1;
    }

    /**
     * Returns what a piece adds. Some upstreams send the whole arguments at the end: a complete object that starts with all earlier pieces,
     * after a point at which no value can start.
     */
    private String unsaid(String piece) {
        int length = arguments.length();
        if (length < MIN_REPEATED || piece.length() < length || VALUE_BEGINS_AFTER.indexOf(arguments.charAt(length - 1)) >= 0
                || !piece.startsWith(arguments.toString())) {
            return piece;
        }
        JsonBalance repeated = new JsonBalance();
        repeated.add(piece);
        return repeated.isWhole() ? piece.substring(length) : piece;
    }
}
