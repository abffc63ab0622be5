package dev.talaria.api.http.request;

import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.Optional;

/**
 * Reads {@code model_options}, in which Hermes' clients choose how a model works, as parameters for the model: {@code reasoning} with
 * {@code enabled} and {@code effort}, or {@code reasoning_effort}; {@code service_tier}, or {@code fast}. Other members are not known to
 * any upstream and are left out.
 */
public final class ModelOptions {
    /** The name of the member. */
    public static final String NAME = "model_options";
    private static final String EFFORT = "reasoning_effort";
    private static final String TIER = "service_tier";

    private ModelOptions() {
    }

    /** @throws dev.talaria.error.ApiException a 400 whose param is the path of the field at fault */
    public static JsonObject of(JsonBody body) {
        Optional<JsonBody> options = body.object(NAME);
        if (options.isEmpty()) {
            return JsonValue.EMPTY_JSON_OBJECT;
        }
        JsonObjectBuilder parameters = Json.builders().createObjectBuilder();
        effort(options.get()).ifPresent(effort -> parameters.add(EFFORT, effort));
        tier(options.get()).ifPresent(tier -> parameters.add(TIER, tier));
        return parameters.build();
    }

    /** Returns the parameters with those options that they do not have themselves. */
    public static JsonObject with(JsonObject parameters, JsonBody body) {
        if (!body.has(NAME)) {
            return parameters;
        }
        JsonObject all = parameters;
        for (var option : of(body).entrySet()) {
            all = all.containsKey(option.getKey()) ? all : Json.with(all, option.getKey(), option.getValue());
        }
        return all;
    }

    private static Optional<String> effort(JsonBody options) {
        Optional<JsonBody> reasoning = options.object("reasoning");
        boolean off = reasoning.flatMap(part -> part.bool("enabled")).filter(enabled -> !enabled).isPresent();
        return off ? Optional.of("none") : options.text(EFFORT).or(() -> reasoning.flatMap(part -> part.text("effort")));
    }

    private static Optional<String> tier(JsonBody options) {
        Optional<Boolean> fast = options.bool("fast");
        return options.text(TIER).or(() -> fast.filter(yes -> yes).map(yes -> "priority"));
    }
}
