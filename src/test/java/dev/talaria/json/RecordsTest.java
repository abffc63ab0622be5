package dev.talaria.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordsTest {
    public enum Colour {
        RED, GREEN
    }

    public record Bird(String name, long wingSpan, Long age, int legs, Integer eggs, boolean sings, Boolean tame, double weight,
                       Colour colour, List<String> words, List<Long> counts, List<Bird> chicks, Map<String, String> notes,
                       JsonObject opaque, @JsonbProperty("nanos") @JsonbTypeAdapter(Nanos.class) Duration flight) {
    }

    @JsonbTypeInfo(key = "kind", value = {@JsonbSubtype(alias = "wing", type = Wing.class),
        @JsonbSubtype(alias = "beak", type = Beak.class)})
    public sealed interface Limb {
    }

    public record Wing(String side) implements Limb {
        public Wing {
            Objects.requireNonNull(side);
        }
    }

    public record Beak(List<Wing> wings) implements Limb {
    }

    private static final Bird FIGARO = new Bird("Figaro", 1L << 60, 7L, 2, 3, true, false, 0.5, Colour.GREEN, List.of("a", "b"),
            List.of(1L, 2L), List.of(bird("{}")), Map.of("X-Note", "v"), Json.parse("{\"v\":[null,1.50]}").asJsonObject(),
            Duration.ofNanos(9));

    private static Bird bird(String json) {
        return Records.read(Json.parse(json).asJsonObject(), Bird.class).orElseThrow();
    }

    @Test
    void comesBackAsItWasWritten() {
        assertEquals(FIGARO, bird(Records.write(FIGARO)));
        assertEquals(Json.parse(Records.write(FIGARO)), Records.tree(FIGARO));
    }

    @Test
    void namesMembersInSnakeCaseInTheirOrderAndLeavesNullsOut() {
        assertEquals("{\"legs\":0,\"name\":\"a\",\"sings\":false,\"weight\":0.0,\"wing_span\":0}", Records.write(bird("{\"name\":\"a\"}")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"name|7", "name|{}", "wing_span|\"7\"", "wing_span|7.5", "wing_span|9223372036854775808",
        "wing_span|1e30", "wing_span|[]", "age|\"7\"", "legs|2147483648", "legs|\"2\"", "eggs|-2147483649", "eggs|true", "sings|\"true\"",
        "sings|1", "tame|\"false\"", "weight|\"0.5\"", "colour|\"BLUE\"", "colour|\"red\"", "colour|1", "words|\"a\"", "words|{}",
        "chicks|7", "notes|[]", "opaque|\"{}\"", "nanos|\"9\"", "nanos|0.5"})
    void readsWhatHasAnotherTypeAsMissing(String member, String value) {
        assertEquals(bird("{}"), bird("{\"" + member + "\":" + value + "}"));
        assertEquals(bird("{}"), bird("{\"" + member + "\":null}"));
    }

    @Test
    void readsAWholeNumberInAnyNotation() {
        assertEquals(List.of(100L, 7L), List.of(bird("{\"wing_span\":1e2}").wingSpan(), (long) bird("{\"legs\":7.0}").legs()));
    }

    @Test
    void dropsElementsAndEntriesThatDoNotFit() {
        Bird bird = bird("{\"words\":[\"a\",1,null,\"b\"],\"counts\":[1,\"2\",3.5,4],\"chicks\":[7,{\"name\":8,\"legs\":1}],"
                + "\"notes\":{\"a\":\"b\",\"c\":1}}");

        assertEquals(List.of("a", "b"), bird.words());
        assertEquals(List.of(1L, 4L), bird.counts());
        assertEquals(List.of(bird("{\"legs\":1}")), bird.chicks());
        assertEquals(Map.of("a", "b"), bird.notes());
    }

    @Test
    void ignoresMembersThatTheRecordDoesNotHave() {
        assertEquals(bird("{}"), bird("{\"x\":{\"legs\":[1,{}]},\"chick\":null}"));
    }

    @Test
    void tellsKindsApartWhereverTheyAreNamed() {
        assertEquals(Optional.of(new Wing("left")), limb("{\"side\":\"left\",\"kind\":\"wing\"}"));
        assertEquals("{\"kind\":\"wing\",\"side\":\"left\"}", Records.write(new Wing("left")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"kind\":\"tail\"}", "{\"kind\":7}", "{\"kind\":\"wing\"}", "{\"kind\":\"wing\",\"side\":7}"})
    void readsNothingWhereTheKindIsUnknownOrTheRecordRefuses(String json) {
        assertEquals(Optional.empty(), limb(json));
    }

    @Test
    void readsNothingWhereARecordWithinRefuses() {
        assertEquals(Optional.of(new Beak(List.of(new Wing("left")))),
                limb("{\"kind\":\"beak\",\"wings\":[{\"kind\":\"tail\"},{\"kind\":\"wing\",\"side\":\"left\"}]}"));
        assertEquals(Optional.empty(), limb("{\"kind\":\"beak\",\"wings\":[{\"kind\":\"wing\"}]}"));
    }

    private static Optional<Limb> limb(String json) {
        return Records.read(Json.parse(json).asJsonObject(), Limb.class);
    }

    @Test
    void repairsWhatNoDatabaseTakes() {
        Bird bird = bird(Records.write(new Bird("a\u0000\uD83D", 0, null, 0, null, false, null, 0, null, List.of("\uDE80b"), null, null,
                null, JsonValue.EMPTY_JSON_OBJECT, null)));

        assertEquals(List.of("a\uFFFD\uFFFD", "\uFFFDb"), List.of(bird.name(), bird.words().get(0)));
    }

    public record Broken(Runnable what) {
    }

    @Test
    void saysSoWhereARecordHasNoJsonForm() {
        assertThrows(RuntimeException.class, () -> Records.read(JsonValue.EMPTY_JSON_OBJECT, Broken.class));
    }
}
