package dev.talaria.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoredJsonTest {
    /** Their names belong to clients: one may be called as the version is. */
    private static final List<JsonObject> NOTES = List.of(Json.parse("{\"topic\":\"parrots\",\"v\":\"2\"}").asJsonObject(),
            JsonObject.EMPTY_JSON_OBJECT);

    @Nested
    class ConversationMetadata extends Wrapped {
        ConversationMetadata() {
            super(StoredJson.CONVERSATION_METADATA);
        }
    }

    @Nested
    class MemoryMetadata extends Wrapped {
        MemoryMetadata() {
            super(StoredJson.MEMORY_METADATA);
        }
    }

    abstract static class Wrapped extends StoredJsonContract<JsonObject> {
        private final StoredJson document;

        Wrapped(StoredJson document) {
            this.document = document;
        }

        @Override
        protected StoredJson document() {
            return document;
        }

        @Override
        protected List<JsonObject> models() {
            return NOTES;
        }

        @Override
        protected String write(JsonObject model) {
            return document.wrap(model);
        }

        @Override
        protected JsonObject read(String json) {
            return document.unwrap(json);
        }

        @Override
        protected Map<String, String> defaults() {
            return Map.of("content", "{}");
        }
    }

    @ParameterizedTest
    @EnumSource
    void hasAGoldenFileOfEachVersion(StoredJson document) {
        for (int version = 1; version <= document.version(); version++) {
            assertFalse(StoredJsonContract.golden(document, version).isEmpty());
        }
    }

    @Test
    void writesAVersionThatTheContentCannotHide() {
        JsonObject content = Json.parse("{\"v\":7,\"content\":{}}").asJsonObject();

        assertEquals(content, StoredJson.MEMORY_METADATA.unwrap(StoredJson.MEMORY_METADATA.wrap(content)));
    }

    @Test
    void changesOnlyWhatWasChanged() {
        JsonObject stored = Json.parse("{\"v\":1,\"a\":1,\"b\":{\"c\":2,\"new\":3},\"mode\":\"new\"}").asJsonObject();
        JsonObject before = Json.parse("{\"v\":1,\"a\":1,\"b\":{\"c\":2},\"mode\":\"old\"}").asJsonObject();
        JsonObject after = Json.parse("{\"v\":1,\"b\":{\"c\":4},\"mode\":\"old\"}").asJsonObject();

        assertEquals(Json.parse("{\"v\":1,\"b\":{\"c\":4,\"new\":3},\"mode\":\"new\"}"), StoredJson.changed(stored, before, after));
    }
}
