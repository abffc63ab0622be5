package dev.talaria.json;

import dev.talaria.error.ErrorCode;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import java.util.List;
import java.util.function.Consumer;

/**
 * The documents that stores keep as JSON text, each with the version of its form that this release writes; it reads all up to that one.
 * An object names its version in the member {@link #VERSION}, a list in a number that is its first element; without either it is
 * version 1. A member that is added, with a default for documents that lack it, needs no new version. A change that an older release
 * would get wrong does: then the older release refuses the document instead of misreading it.
 *
 * <p>Every document has a golden file for each version below {@code src/test/resources/stored}.
 */
public enum StoredJson {
    /** A list; every message of a session has one. */
    MESSAGE_PARTS("the parts of a message", 1),
    /** What a durable run was asked. */
    TURN("the request of a run", 1),
    /** Where the turn of a run stands while it waits for an answer. */
    TURN_STATE("the state of a waiting run", 1),
    /** How a run ended; the other events of a run have no version. */
    RUN_END("the end of a run", 1),
    /** An API key without its secret. */
    API_KEY("an API key", 1),
    /** The settings of a response as replies repeat them. */
    RESPONSE_SETTINGS("the settings of a response", 1),
    /** A client's notes on a conversation, within {@link #CONTENT}. */
    CONVERSATION_METADATA("the metadata of a conversation", 1),
    /** A client's notes on an imported message, within {@link #CONTENT}. */
    MEMORY_METADATA("the metadata of a remembered message", 1),
    /** What waits in the outbox for Honcho. */
    HONCHO_DELIVERY("a delivery to Honcho", 1);

    /** The member that holds an object's version. */
    public static final String VERSION = "v";
    /** The member that holds an object whose names belong to a client. */
    static final String CONTENT = "content";

    private final String words;
    private final int version;

    StoredJson(String words, int version) {
        this.words = words;
        this.version = version;
    }

    /** The newest version that this release reads, and the one that it writes. */
    public int version() {
        return version;
    }

    /** The text of a record, with its version in front. */
    public String write(Object members) {
        String text = Records.write(members);
        return "{\"" + VERSION + "\":" + version + (text.length() > "{}".length() ? "," : "") + text.substring(1);
    }

    /** The text of a list with its version and these elements, written by hand. */
    public String generateList(Consumer<JsonGenerator> elements) {
        return Json.generateStored(out -> {
            out.writeStartArray().write(version);
            elements.accept(out);
            out.writeEnd();
        });
    }

    /** The object with its version in front. */
    public JsonObject versioned(JsonObject members) {
        return Json.builders().createObjectBuilder().add(VERSION, version)
                .addAll(Json.builders().createObjectBuilder(members).remove(VERSION)).build();
    }

    /** The text of an object whose names belong to a client: it may have a member of any name. */
    public String wrap(JsonObject content) {
        return Json.generate(out -> out.writeStartObject().write(VERSION, version).write(CONTENT, content).writeEnd());
    }

    /** What {@link #wrap} was given. @throws dev.talaria.error.ApiException as {@link #read(String)} */
    public JsonObject unwrap(String json) {
        return read(json).get(CONTENT) instanceof JsonObject content ? content : JsonValue.EMPTY_JSON_OBJECT;
    }

    /** @throws dev.talaria.error.ApiException {@code written_by_newer_release} where this release does not know the version */
    public JsonObject read(String json) {
        return check(Json.parse(json).asJsonObject());
    }

    /** As {@link #read(String)}, and where the record cannot be made, as {@link Records#read} says. */
    public <R> R read(String json, Class<R> type) {
        return Records.read(read(json), type).orElseThrow(() -> ErrorCode.WRITTEN_BY_NEWER_RELEASE.because("The database holds " + words
                + " that this release does not understand, perhaps because a newer one has written it."));
    }

    /** The object, after a look at its version; as {@link #read(String)} otherwise. */
    public JsonObject check(JsonObject stored) {
        check(stored.get(VERSION) instanceof JsonNumber number ? number.doubleValue() : 1);
        return stored;
    }

    /** The elements of a list without its version; as {@link #read(String)} otherwise. */
    public List<JsonValue> readList(String json) {
        JsonArray stored = Json.parse(json).asJsonArray();
        if (stored.isEmpty() || !(stored.get(0) instanceof JsonNumber first)) {
            return stored;
        }
        check(first.doubleValue());
        return stored.subList(1, stored.size());
    }

    private void check(double found) {
        if (found > version) {
            throw ErrorCode.WRITTEN_BY_NEWER_RELEASE.because("The database holds " + words + " in version " + (long) found
                    + ", which a newer release of this server has written; this one reads versions up to " + version
                    + ". Finish the upgrade of all servers, or go back to a backup from before it.");
        }
    }

    /**
     * A stored object after a change, with everything kept that this release does not know.
     *
     * @param stored as it is in the store, perhaps written by another release
     * @param before what this release would have written for it
     * @param after  what this release would write now
     */
    public static JsonObject changed(JsonObject stored, JsonObject before, JsonObject after) {
        return Json.merge(stored, Json.difference(before, after));
    }
}
