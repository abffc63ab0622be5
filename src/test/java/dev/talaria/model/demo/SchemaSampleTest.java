package dev.talaria.model.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaSampleTest {
    private static String sample(String schema) {
        return SchemaSample.of(Json.parse(schema).asJsonObject(), "words").toString();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', value = {
        "{}|\"words\"",
        "{\"type\":\"string\"}|\"words\"",
        "{\"type\":[\"integer\",\"null\"]}|0",
        "{\"type\":\"integer\",\"minimum\":3}|3",
        "{\"type\":\"number\",\"exclusiveMinimum\":3}|4",
        "{\"type\":\"boolean\"}|true",
        "{\"type\":\"null\"}|null",
        "{\"const\":7}|7",
        "{\"type\":\"string\",\"default\":\"d\"}|\"d\"",
        "{\"enum\":[\"a\",\"b\"]}|\"a\"",
        "{\"type\":\"string\",\"format\":\"date\"}|\"2000-01-01\"",
        "{\"type\":\"string\",\"maxLength\":2}|\"wo\"",
        "{\"type\":\"string\",\"minLength\":7}|\"wordsxx\"",
        "{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}|[0]",
        "{\"type\":\"array\",\"minItems\":2,\"items\":{\"type\":\"integer\"}}|[0,0]",
        "{\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"null\"}]}|0",
        "{\"allOf\":[{\"properties\":{\"a\":{\"const\":1}}},{\"properties\":{\"b\":{\"const\":2}}}]}|{\"a\":1,\"b\":2}",
        "{\"$ref\":\"#/$defs/a~1b\",\"$defs\":{\"a/b\":{\"const\":1}}}|1",
        "{\"$ref\":\"elsewhere.json\"}|null",
        "{\"type\":5,\"anyOf\":[],\"enum\":[]}|\"words\""})
    void isThePlainestValueThatFits(String schema, String value) {
        assertEquals(value, sample(schema));
    }

    @Test
    void endsWhereASchemaHoldsItself() {
        String sample = sample("{\"type\":\"object\",\"properties\":{\"next\":{\"anyOf\":[{\"$ref\":\"#\"},{\"type\":\"null\"}]}}}");

        assertTrue(sample.startsWith("{\"next\":{\"next\":") && sample.contains("null"), sample);
    }

    @Test
    void staysSmallWhateverIsAsked() {
        String wide = "{\"type\":\"array\",\"minItems\":2000000000,\"items\":{\"type\":\"array\",\"minItems\":2000000000}}";

        assertTrue(sample(wide).length() < 20_000);
    }
}
