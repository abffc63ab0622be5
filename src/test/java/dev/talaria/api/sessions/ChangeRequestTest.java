package dev.talaria.api.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.talaria.error.ApiException;
import dev.talaria.json.JsonBody;
import dev.talaria.session.SessionPatch;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangeRequestTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "{} | false | - | false | -",
        "{\"title\":\" a b \"} | true | a b | false | -",
        "{\"title\":null} | true | - | false | -",
        "{\"title\":\"\"} | true | - | false | -",
        "{\"end_reason\":\"done\"} | false | - | true | done",
        "{\"title\":\"a\",\"end_reason\":null} | true | a | true | -"})
    void readsWhatChanges(String body, boolean titled, String title, boolean ends, String reason) {
        assertEquals(new SessionPatch(titled, title, ends, reason), ChangeRequest.parse(body(body)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"title\":5} | invalid_title",
        "{\"title\":\"a\\nb\"} | invalid_title",
        "{\"end_reason\":[]} | invalid_value",
        "{\"end_reason\":\"a\\nb\"} | invalid_value",
        "{\"system_prompt\":\"x\"} | unsupported_session_field",
        "{\"title\":\"a\",\"id\":\"x\"} | unsupported_session_field"})
    void refusesABody(String body, String code) {
        assertEquals(code, assertThrows(ApiException.class, () -> ChangeRequest.parse(body(body))).code().code());
    }

    @ParameterizedTest
    @CsvSource({"100,true", "101,false"})
    void measuresATitleInCharacters(int length, boolean fits) {
        JsonBody body = body("{\"title\":\"" + "🌍".repeat(length) + "\"}");

        boolean taken;
        try {
            taken = ChangeRequest.parse(body).titled();
        } catch (ApiException e) {
            taken = false;
        }

        assertEquals(fits, taken);
    }

    private static JsonBody body(String json) {
        return JsonBody.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
