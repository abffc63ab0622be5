package dev.talaria.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeltasTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{`a`:`x`} | {`a`:`y`} | {`a`:`xy`}",
        "{`a`:`x`} | {`b`:1} | {`a`:`x`,`b`:1}",
        "{`a`:`x`} | {`a`:null} | {`a`:`x`}",
        "{`a`:{`b`:`x`}} | {`a`:{`b`:`y`,`c`:true}} | {`a`:{`b`:`xy`,`c`:true}}",
        "{`n`:1} | {`n`:2} | {`n`:2}",
        "{`l`:[1]} | {`l`:[2]} | {`l`:[1,2]}",
        "{`l`:[{`text`:`a`}]} | {`l`:[{`text`:`b`}]} | {`l`:[{`text`:`a`},{`text`:`b`}]}",
        "{`l`:[{`index`:0,`type`:`t`,`text`:`a`}]} | {`l`:[{`index`:0,`type`:`t`,`text`:`b`,`signature`:`s`}]}"
        + " | {`l`:[{`index`:0,`type`:`t`,`text`:`ab`,`signature`:`s`}]}",
        "{`l`:[{`index`:0,`type`:`t`,`text`:`a`}]} | {`l`:[{`index`:0,`type`:`u`,`data`:`b`}]}"
        + " | {`l`:[{`index`:0,`type`:`t`,`text`:`a`},{`index`:0,`type`:`u`,`data`:`b`}]}",
        "{`l`:[{`index`:0,`id`:`1`}]} | {`l`:[{`index`:0,`id`:`2`}]} | {`l`:[{`index`:0,`id`:`1`},{`index`:0,`id`:`2`}]}",
        "{`a`:`x`} | {`a`:[1]} | {`a`:[1]}",
    })
    void addsUp(String whole, String delta, String sum) {
        assertEquals(object(sum), Deltas.merge(object(whole), object(delta)));
    }

    @Test
    void keepsWhatMeetsNothing() {
        JsonObject one = object("{`a`:1}");

        assertEquals(one, Deltas.merge(one, JsonValue.EMPTY_JSON_OBJECT));
        assertEquals(one, Deltas.merge(JsonValue.EMPTY_JSON_OBJECT, one));
    }

    private static JsonObject object(String json) {
        return Json.parse(json.replace('`', '"')).asJsonObject();
    }
}
