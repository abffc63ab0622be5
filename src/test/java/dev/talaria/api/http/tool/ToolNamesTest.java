package dev.talaria.api.http.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.api.http.tool.ToolNames.Declared;
import dev.talaria.api.http.tool.ToolNames.Kind;
import dev.talaria.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolNamesTest {

    @ParameterizedTest
    @CsvSource({"mcp__calc,add,mcp__calc__add", "mcp__calc__,add,mcp__calc__add", "crm,find-it,crm__find-it", ",add,add", "'',add,add",
        "functions,exec,exec"})
    void joinsBothNames(String namespace, String name, String offered) {
        assertEquals(offered, ToolNames.offered(namespace, name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b", "a b", "a/b", "ü", "very_long_very_long_very_long_very_long_very_long_very_long_very_long"})
    void offersANameThatEveryModelTakes(String namespace) {
        String offered = ToolNames.offered(namespace, "add");

        assertTrue(offered.matches("[A-Za-z0-9_-]{1,64}"), offered);
        assertNotEquals(offered, ToolNames.offered(namespace, "sub"));
        ToolNames names = ToolNames.of(Json.parse("[{\"type\":\"namespace\",\"name\":\"" + namespace
                + "\",\"tools\":[{\"type\":\"function\",\"name\":\"add\"}]}]"));
        assertEquals(new Declared(namespace, "add", Kind.FUNCTION), names.declared(offered));
    }

    @Test
    void knowsCustomToolsInAndOutsideOfANamespace() {
        ToolNames names = ToolNames.of(Json.parse("""
                [{"type":"custom","name":"patch"},{"type":"namespace","name":"n","tools":[{"type":"custom","name":"run"}]},7]"""));

        assertEquals(new Declared(null, "patch", Kind.CUSTOM), names.declared("patch"));
        assertEquals(new Declared("n", "run", Kind.CUSTOM), names.declared("n__run"));
        assertEquals(new Declared(null, "other", Kind.FUNCTION), names.declared("other"));
    }

    @Test
    void readsAnythingThatWasStored() {
        assertEquals(new Declared(null, "f", Kind.FUNCTION), ToolNames.of(null).declared("f"));
        assertEquals(new Declared(null, "f", Kind.FUNCTION), ToolNames.of(Json.parse("{}")).declared("f"));
    }
}
