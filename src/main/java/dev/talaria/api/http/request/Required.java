package dev.talaria.api.http.request;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.JsonBody;

/** Required members: {@code missing_field} with the member's path if it is absent or null. */
public final class Required {
    private Required() {
    }

    /** Returns a text that may be empty. */
    public static String string(JsonBody body, String name) {
        return body.string(name).orElseThrow(() -> missing(body, name));
    }

    /** Returns a text; a blank one counts as absent. */
    public static String text(JsonBody body, String name) {
        return body.text(name).orElseThrow(() -> missing(body, name));
    }

    public static JsonBody object(JsonBody body, String name) {
        return body.object(name).orElseThrow(() -> missing(body, name));
    }

    private static ApiException missing(JsonBody body, String name) {
        return ErrorCode.MISSING_FIELD.at(body.path(name), "Missing '" + body.path(name) + "'");
    }
}
