package dev.talaria.model.guardrail;

import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.function.UnaryOperator;

/** Checks the texts of a request for embeddings, images or speech. */
final class RelayedTexts {
    private static final List<String> MEMBERS = List.of("input", "prompt", "instructions");

    private final UnaryOperator<String> check;

    /** @param check returns what may be sent of a text, or throws */
    RelayedTexts(UnaryOperator<String> check) {
        this.check = check;
    }

    /**
     * Returns the request with its texts as they may be sent.
     *
     * @throws dev.talaria.error.ApiException {@code invalid_value} for lists of tokens, which cannot be checked
     */
    String of(String json) {
        JsonObject request = Json.parse(json).asJsonObject();
        for (String name : MEMBERS) {
            if (request.containsKey(name)) {
                request = Json.with(request, name, checked(request.get(name), name));
            }
        }
        return request.toString();
    }

    private JsonValue checked(JsonValue value, String member) {
        if (value instanceof JsonString text) {
            return Json.string(check.apply(text.getString()));
        } else if (value instanceof JsonArray list) {
            return checked(list, member);
        } else if (value instanceof JsonObject part) {
            JsonObject changed = part;
            for (String name : part.keySet()) {
                changed = Json.with(changed, name, checked(part.get(name), member));
            }
            return changed;
        }
        return value;
    }

    private JsonArray checked(JsonArray list, String member) {
        if (list.stream().anyMatch(JsonNumber.class::isInstance)) {
            throw ErrorCode.INVALID_VALUE.at(member, "'" + member + "' must be text: the guardrails of this server cannot check tokens");
        }
        JsonArrayBuilder all = Json.builders().createArrayBuilder();
        list.forEach(each -> all.add(checked(each, member)));
        return all.build();
    }
}
