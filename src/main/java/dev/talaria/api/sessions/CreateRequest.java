package dev.talaria.api.sessions;

import dev.talaria.api.http.request.CommonFields;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.JsonBody;
import java.util.Optional;

/**
 * The body that creates a session; every member is optional.
 *
 * @param locked whether the session is locked to the named model
 */
record CreateRequest(Optional<String> id, Optional<String> title, Optional<String> systemPrompt, Optional<String> model,
                     Optional<String> provider, boolean locked) {
    /** @throws dev.talaria.error.ApiException {@code invalid_session_id, invalid_title, invalid_system_prompt, invalid_value} */
    static CreateRequest parse(JsonBody body) {
        return new CreateRequest(SessionFields.id(body), SessionFields.title(body),
                SessionFields.prompt(body, "system_prompt", ErrorCode.INVALID_SYSTEM_PROMPT), CommonFields.model(body),
                CommonFields.provider(body), body.bool("require_model_lock").orElse(false));
    }
}
