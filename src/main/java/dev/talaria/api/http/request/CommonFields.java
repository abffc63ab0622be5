package dev.talaria.api.http.request;

import dev.talaria.error.ErrorCode;
import dev.talaria.json.JsonBody;
import java.util.Optional;

/** Members that several kinds of bodies have. */
public final class CommonFields {
    private static final int MAX_MODEL_LENGTH = 256;
    /** OpenAI allows 64 letters, digits, {@code _} and {@code -}; other models' servers allow more. */
    private static final int MAX_TOOL_NAME_LENGTH = 128;

    private CommonFields() {
    }

    /** The model that is asked for. @throws dev.talaria.error.ApiException a 400 at {@code model} where its name is too long */
    public static Optional<String> model(JsonBody body) {
        Optional<String> model = body.text("model");
        if (model.filter(name -> name.length() > MAX_MODEL_LENGTH).isPresent()) {
            throw ErrorCode.INVALID_VALUE.at("model", "'model' must have at most " + MAX_MODEL_LENGTH + " characters");
        }
        return model;
    }

    /** The route or upstream that is asked for. @throws dev.talaria.error.ApiException a 400 at {@code provider} where it is too long */
    public static Optional<String> provider(JsonBody body) {
        Optional<String> provider = body.text("provider");
        if (provider.filter(name -> name.length() > MAX_MODEL_LENGTH).isPresent()) {
            throw ErrorCode.INVALID_VALUE.at("provider", "'provider' must have at most " + MAX_MODEL_LENGTH + " characters");
        }
        return provider;
    }

    /** Who an OpenAI client says is asking. */
    public static Optional<String> user(JsonBody body) {
        return body.text("user").or(() -> body.text("safety_identifier"));
    }

    /** The name of a tool. @throws dev.talaria.error.ApiException a 400 where it is missing or no name for one */
    public static String toolName(JsonBody tool) {
        String name = Required.string(tool, "name");
        boolean odd = name.isEmpty() || name.length() > MAX_TOOL_NAME_LENGTH
                || name.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c));
        return odd ? tool.fail("name", "1 to " + MAX_TOOL_NAME_LENGTH + " characters without whitespace") : name;
    }
}
