package dev.talaria.api.http.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import jakarta.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FreeformToolTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "*** Begin Patch\n+\"a\\b\"\t\u00fc\ud83d\ude80\n", "{\"input\":1}", " \r\n"})
    void bringsBackTheInputOfACall(String input) {
        assertEquals(input, FreeformTool.input(FreeformTool.arguments(input)));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"patch":"a"}                | a
            "a"                          | a
            *** Begin Patch              | *** Begin Patch
            {}                           | ``
            ``                           | ``
            {"input":{"a":1}}            | {"a":1}
            {"a":"1","b":"2"}            | {"a":"1","b":"2"}
            {"input":"a","note":"b"}     | a
            7                            | 7
            {"input":"a\\"b\\u00fc\\/    | a"bü/
            { "input" : "a\\             | a
            {"input":"a\\u00             | a
            {"input":"a" ,               | a
            {"inp                        | {"inp
            """)
    void takesWhatAModelMeans(String arguments, String input) {
        assertEquals(input, FreeformTool.input(arguments));
    }

    @Test
    void readsAGrammarWhereEitherSchemaHasIt() {
        String flat = "{\"format\":{\"type\":\"grammar\",\"syntax\":\"regex\",\"definition\":\"[a-z]+\"}}";
        String nested = "{\"format\":{\"type\":\"grammar\",\"grammar\":{\"syntax\":\"regex\",\"definition\":\"[a-z]+\"}}}";

        assertEquals(function(flat), function(nested));
        assertTrue(function(flat).getString("description").endsWith("(regex):\n[a-z]+"));
    }

    private static JsonObject function(String tool) {
        return FreeformTool.function("f", JsonBody.parse(Json.bytes(tool))).build();
    }
}
