package dev.talaria.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a document that a store keeps owes to other releases. Its golden files, {@code stored/NAME.vN.jsonl}, hold examples, one a line, as
 * the releases of each version wrote them.
 */
public abstract class StoredJsonContract<M> {
    protected abstract StoredJson document();

    /** What the newest golden file tells, a model a line; older ones tell the first of them, as far as they could. */
    protected abstract List<M> models();

    protected abstract String write(M model);

    protected abstract M read(String json);

    /** Members that no reader can do without, by the names on the way to them; without them, or in other words, it may refuse. */
    protected Set<String> needed() {
        return Set.of();
    }

    /** What is read for a member of the outermost object that is missing, as JSON; what is not named here stays away. */
    protected Map<String, String> defaults() {
        return Map.of();
    }

    /** The examples of a version; the order of an object's members means nothing. */
    static List<String> golden(StoredJson document, int version) {
        String file = "/stored/" + document.name().toLowerCase(java.util.Locale.ROOT) + ".v" + version + ".jsonl";
        try (InputStream in = StoredJsonContract.class.getResourceAsStream(file)) {
            assertTrue(in != null, "there is no src/test/resources" + file);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Asserts that every record of a sealed interface has a name in JSON, and an example in the newest golden file.
     *
     * @param unnamed records that no release writes as what they are
     */
    protected void assertHasAnExampleOfEveryKind(Class<?> root, Class<?>... unnamed) {
        JsonbTypeInfo info = root.getAnnotation(JsonbTypeInfo.class);
        Map<Class<?>, String> names = Stream.of(info.value()).collect(Collectors.toMap(JsonbSubtype::type, JsonbSubtype::alias));
        String examples = newest().toString();
        for (Class<?> kind : root.getPermittedSubclasses()) {
            if (!List.of(unnamed).contains(kind)) {
                assertTrue(examples.contains("\"" + info.key() + "\":\"" + names.get(kind) + "\""), kind::getName);
            }
        }
    }

    private List<JsonValue> newest() {
        return golden(document(), document().version()).stream().map(Json::parse).toList();
    }

    @Test
    void writesTheNewestGoldenFile() {
        assertEquals(newest(), models().stream().map(this::write).map(Json::parse).toList());
    }

    @Test
    void readsTheGoldenFilesOfAllVersions() {
        for (int version = 1; version <= document().version(); version++) {
            List<String> told = golden(document(), version);
            assertTrue(version < document().version() || told.size() == models().size());
            assertEquals(models().stream().limit(told.size()).map(this::write).toList(),
                    told.stream().map(this::read).map(this::write).toList());
        }
    }

    @Test
    void takesADocumentWithoutAVersionForTheFirst() {
        for (String line : golden(document(), 1)) {
            JsonValue first = Json.parse(line);
            JsonValue bare = first instanceof JsonArray list ? Json.builders().createArrayBuilder(list).remove(0).build()
                    : Json.with(first.asJsonObject(), StoredJson.VERSION, null);

            assertEquals(write(read(line)), write(read(bare.toString())));
        }
    }

    @Test
    void refusesADocumentOfANewerVersionAndSaysWhatToDo() {
        int newer = document().version() + 1;
        for (JsonValue line : newest()) {
            JsonValue later = line instanceof JsonArray list ? Json.builders().createArrayBuilder(list).set(0, newer).build()
                    : Json.with(line.asJsonObject(), StoredJson.VERSION, Json.number(newer));

            ApiException refused = assertThrows(ApiException.class, () -> read(later.toString()));

            assertEquals(ErrorCode.WRITTEN_BY_NEWER_RELEASE, refused.code());
            assertTrue(refused.getMessage().contains("version " + newer) && refused.getMessage().contains("Finish the upgrade"),
                    refused::getMessage);
        }
    }

    @Test
    void readsADocumentThatLacksAnyMember() {
        newest().forEach(line -> StoredVariants.lacking(line).forEach(this::isReadAlike));
    }

    @Test
    void readsADocumentInWhichAnyMemberIsNull() {
        newest().forEach(line -> StoredVariants.withNull(line).forEach(this::isReadAlike));
    }

    @Test
    void readsADocumentWithAnUnknownWordInAnyPlace() {
        newest().forEach(line -> StoredVariants.withUnknownWord(line).forEach(this::isReadAlike));
    }

    /** What is read once is written in a form that is read as the same. */
    private void isReadAlike(StoredVariants variant) {
        if (needed().stream().noneMatch(variant.path()::endsWith)) {
            String once = written(variant);
            assertEquals(once, write(read(once)), variant::toString);
        }
    }

    private String written(StoredVariants variant) {
        try {
            return write(read(variant.document().toString()));
        } catch (RuntimeException e) {
            throw new AssertionError("for " + variant, e);
        }
    }

    @Test
    void givesEachMemberItsDefault() {
        for (JsonValue line : newest()) {
            if (line instanceof JsonObject object) {
                object.keySet().stream().filter(name -> !name.equals(StoredJson.VERSION)).filter(name -> !needed().contains("." + name))
                        .forEach(name -> {
                            JsonValue usual = defaults().containsKey(name) ? Json.parse(defaults().get(name)) : null;
                            assertEquals(Json.with(object, name, usual),
                                    Json.parse(write(read(Json.with(object, name, null).toString()))), name);
                        });
            }
        }
    }

    @Test
    void passesOverUnknownMembersOfAnyObjectOrKeepsThem() {
        for (JsonValue line : newest()) {
            StoredVariants.withUnknownMember(line).forEach(variant -> {
                JsonValue back = Json.parse(written(variant));
                assertTrue(back.equals(line) || back.equals(variant.document()), () -> variant + " became " + back);
            });
        }
    }
}
