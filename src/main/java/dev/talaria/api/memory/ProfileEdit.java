package dev.talaria.api.memory;

import dev.talaria.api.http.request.CleanText;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.JsonBody;
import dev.talaria.memory.profile.Statement;

/** Reads the body that edits an entry of a profile. */
final class ProfileEdit {
    private ProfileEdit() {
    }

    /** @throws dev.talaria.error.ApiException 400 */
    static String value(JsonBody body) {
        String value = body.string("value").map(String::strip)
                .orElseThrow(() -> ErrorCode.MISSING_FIELD.at("value", "Missing or invalid 'value' field"));
        if (value.isEmpty() || value.length() > Statement.MAX_VALUE || CleanText.hasControl(value)) {
            body.fail("value", "a text of 1 to " + Statement.MAX_VALUE + " characters on one line");
        }
        return value;
    }
}
