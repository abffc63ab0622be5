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
 * The kinds of documents that stores keep as JSON text, each with its format version. This release writes that version and reads all up to
 * it. An object has its version in the member {@link #VERSION}, a list in a number as its first element; without either it is version 1. An
 * additional member with a default for documents that lack it needs no new version. A change that an older release would misread does, so
 * that the older release rejects the document.
 *
 * <p>Every document has a golden file for each version in {@code src/test/resources/stored}.
 */
public enum StoredJson {
    /** A list; every message of a session has one. */
    MESSAGE_PARTS("the parts of a message", 1),
    /** The request of a durable run. */
    TURN("the request of a run", 1),
    /** The state of a run's turn while it waits for an answer. */
    TURN_STATE("the state of a waiting run", 1),
    /** The end of a run; its other events have no version. */
    RUN_END("the end of a run", 1),
    /** An API key without its secret. */
    API_KEY("an API key", 2),
    /** The settings of a response as replies repeat them. */
    RESPONSE_SETTINGS("the settings of a response", 1),
    /** A client's metadata of a conversation, within {@link #CONTENT}. */
    CONVERSATION_METADATA("the metadata of a conversation", 1),
    /** A client's metadata of an imported message, within {@link #CONTENT}. */
    MEMORY_METADATA("the metadata of a remembered message", 1),
    /** A delivery to Honcho in the outbox. */
    HONCHO_DELIVERY("a delivery to Honcho", 1),
    /** What a model is to draw from a memory scope, in the outbox. */
    DRAWING_TASK("a task of the memory", 1);

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

    /** Returns the version that this release writes, which is the newest that it reads. */
    public int version() {
        return version;
    }

    /** Returns the text of a record, starting with its version. */
    public String write(Object members) {
        String text = Records.write(members);
        return "{\"" + VERSION + "\":" + version + (text.length() > "{}".length() ? "," : "") + text.substring(1);
    }

    /** Returns the text of a list that consists of its version and the generated elements. */
    public String generateList(Consumer<JsonGenerator> elements) {
        return Json.generateStored(out -> {
            out.writeStartArray().write(version);
            elements.accept(out);
            out.writeEnd();
        });
    }

    /** Returns the object, starting with its version. */
    public JsonObject versioned(JsonObject members) {
        return Json.builders().createObjectBuilder().add(VERSION, version)
                .addAll(Json.builders().createObjectBuilder(members).remove(VERSION)).build();
    }

    /** Returns the text of an object whose member names a client chose, so that any name may occur. */
    public String wrap(JsonObject content) {
        return Json.generate(out -> out.writeStartObject().write(VERSION, version).write(CONTENT, content).writeEnd());
    }

    /**
     * Returns the object that {@link #wrap} was given.
     *
     * @throws dev.talaria.error.ApiException as {@link #read(String)}
     */
    public JsonObject unwrap(String json) {
        return read(json).get(CONTENT) instanceof JsonObject content ? content : JsonValue.EMPTY_JSON_OBJECT;
    }

    /**
     * Reads an object.
     *
     * @throws dev.talaria.error.ApiException {@code written_by_newer_release} if this release does not know the version
     */
    public JsonObject read(String json) {
        return check(Json.parse(json).asJsonObject());
    }

    /** As {@link #read(String)}; also throws if the record cannot be created, see {@link Records#read}. */
    public <R> R read(String json, Class<R> type) {
        return Records.read(read(json), type).orElseThrow(() -> ErrorCode.WRITTEN_BY_NEWER_RELEASE.because("The database holds " + words
                + " that this release cannot read, perhaps because a newer one wrote it."));
    }

    /** Checks the version and returns the object; otherwise as {@link #read(String)}. */
    public JsonObject check(JsonObject stored) {
        check(stored.get(VERSION) instanceof JsonNumber number ? number.doubleValue() : 1);
        return stored;
    }

    /** Returns the elements of a list without its version; otherwise as {@link #read(String)}. */
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
                    + ", written by a newer release of this server; this one reads versions up to " + version
                    + ". Finish the upgrade of all servers, or restore a backup from before it.");
        }
    }

    /**
     * Returns a changed object that keeps everything that this release does not know.
     *
     * @param stored as it is in the store, perhaps written by another release
     * @param before what this release would have written before the change
     * @param after  what this release would write after it
     */
    public static JsonObject changed(JsonObject stored, JsonObject before, JsonObject after) {
        return Json.merge(stored, Json.difference(before, after));
    }
}
