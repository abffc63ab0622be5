package dev.talaria.model.openai.reply;

import dev.talaria.json.Deltas;
import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Set;
import java.util.UUID;

/** One tool call as far as it is known; the sink hears of it once it has a name. */
final class PiecedCall {
    /** Arguments that say that there are none. Some upstreams begin with {@code {}} and let the true ones follow. */
    private static final Set<String> NONE = Set.of("", "{}", "null", "[]");
    private static final String VALUE_BEGINS_AFTER = ":,[{";
    private static final int MIN_REPEATED = 4;

    private final JsonBalance balance = new JsonBalance();
    private final StringBuilder arguments = new StringBuilder();
    /** Arguments that began as a JSON string, until it is over. */
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

    /** Before it has a name. */
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

    /** An id that no other call has. */
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

    /** No arguments will come: a call without any has an empty object. Returns what that adds. */
    String settle() {
        if (!arguments.isEmpty()) {
            return "";
        }
        arguments.append("{}");
        balance.add(arguments);
        return arguments.toString();
    }

    /** Whether the arguments have begun and not come to their end. */
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

    /** Takes more of the arguments in, and returns what of it is new: what is whole does not go on, and is sometimes repeated. */
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

    /** Some upstreams encode the arguments twice. What such a string holds, where that is an object; empty while it is not over. */
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

    /** Some upstreams end with the whole arguments: that begins with all before, where no value of theirs can begin. */
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
