package dev.talaria.api.sessions;

import dev.talaria.error.ErrorCode;
import dev.talaria.json.JsonBody;
import java.util.Optional;

/** The body that makes a session; all of it may be absent. */
record CreateRequest(Optional<String> id, Optional<String> title, Optional<String> systemPrompt, Optional<String> model) {
    private static final int MAX_MODEL = 256;

    /** @throws dev.talaria.error.ApiException {@code invalid_session_id, invalid_title, invalid_system_prompt, invalid_value} */
    static CreateRequest parse(JsonBody body) {
        return new CreateRequest(SessionFields.id(body), SessionFields.title(body),
                SessionFields.prompt(body, "system_prompt", ErrorCode.INVALID_SYSTEM_PROMPT), model(body));
    }

    static Optional<String> model(JsonBody body) {
        Optional<String> model = body.string("model").filter(name -> !name.isBlank());
        return model.filter(name -> name.length() > MAX_MODEL).isPresent()
                ? body.fail("model", "a name of " + MAX_MODEL + " characters at the most") : model;
    }
}
