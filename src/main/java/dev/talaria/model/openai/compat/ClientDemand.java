package dev.talaria.model.openai.compat;

import dev.talaria.message.Message;
import dev.talaria.model.ModelRequest;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A client's demand that some models accept alone, but not together with a {@link RequestFeature}. It is never dropped. It is part of a
 * finding, so that the feature is still sent with requests that do not make this demand.
 */
public enum ClientDemand {
    RESPONSE_FORMAT("response[_ ]?(?:format|schema|mime)|mime[_ ]?type|json[_ ](?:mode|schema|object|format)|structured[_ ]output"
            + "|guided|grammar|结构化"),
    REASONING("reasoning|thinking|思考|推理"),
    STREAM("stream(?!_?options)|流式"),
    IMAGES("image|vision|multi-?modal|图片|图像");

    private static final List<String> REASONING_MEMBERS = List.of("reasoning_effort", "reasoning", "thinking", "enable_thinking",
            "thinking_budget", "include_reasoning", "chat_template_kwargs");
    private static final Set<String> OFF = Set.of("none", "off", "disabled");

    private final Pattern words;

    ClientDemand(String words) {
        this.words = Pattern.compile(words);
    }

    /** Returns the name as in {@code talaria.model.omit}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isNamed(String refusal) {
        return words.matcher(refusal).find();
    }

    /** Returns the demands that this request makes. */
    static Set<ClientDemand> of(ModelRequest request) {
        Set<ClientDemand> demands = EnumSet.noneOf(ClientDemand.class);
        JsonObject parameters = request.parameters();
        if (parameters.get("response_format") instanceof JsonObject format && !format.getString("type", "").equals("text")) {
            demands.add(RESPONSE_FORMAT);
        }
        if (REASONING_MEMBERS.stream().anyMatch(name -> isOn(parameters.get(name)))) {
            demands.add(REASONING);
        }
        if (request.stream()) {
            demands.add(STREAM);
        }
        if (request.messages().stream().anyMatch(Message::hasImage)) {
            demands.add(IMAGES);
        }
        return demands;
    }

    private static boolean isOn(@Nullable JsonValue value) {
        if (value instanceof JsonString text) {
            return !OFF.contains(text.getString());
        }
        return value != null && value != JsonValue.NULL && value != JsonValue.FALSE;
    }
}
