package dev.talaria.access;

import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import dev.talaria.json.Records;
import dev.talaria.scope.HeaderRules;
import dev.talaria.scope.Identity;
import dev.talaria.scope.IdentityPolicy;
import dev.talaria.scope.IdentityPolicy.Kind;
import dev.talaria.scope.ReadAlso;
import dev.talaria.scope.ScopeTemplate;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The {@code identity} member of an API key. */
final class IdentityJson {
    private static final int MAX = 256;
    private static final String SESSION_ID = "X-Hermes-Session-Id";
    private static final String SESSION_KEY = "X-Hermes-Session-Key";

    private IdentityJson() {
    }

    /** @param keyName the start of the default prefix of session keys under {@link Kind#API_KEY} */
    static IdentityPolicy read(JsonBody body, String keyName) {
        KeyJson.only(body, Records.names(KeyDocument.Identity.class));
        Kind kind = body.string("policy").map(text -> kind(body, text)).orElse(Kind.SESSION_KEY);
        String usualPrefix = kind == Kind.API_KEY ? keyName + ":" : "";
        HeaderRules headers = new HeaderRules(fixed(body, kind), allowed(body), line(body, "session_key_prefix", usualPrefix),
                body.bool("signed_only").orElse(false));
        try {
            ScopeTemplate template = body.string("template").map(ScopeTemplate::new).orElse(null);
            return new IdentityPolicy(kind, template, headers, line(body, "default_session_key", null),
                    line(body, "default_user_id", null), readAlso(body));
        } catch (IllegalArgumentException refused) {
            return body.fail(body.has("template") ? "template" : "policy", refused.getMessage());
        }
    }

    /** Returns the part of a stored identity that this release knows. */
    static JsonObject known(JsonObject stored) {
        JsonObject known = stored;
        if (stored.get("fixed") instanceof JsonObject fixed) {
            JsonObjectBuilder values = Json.builders().createObjectBuilder(fixed);
            fixed.keySet().stream().filter(name -> !headers().contains(name)).forEach(values::remove);
            known = Json.with(known, "fixed", values.build());
        }
        if (stored.get("allowed_headers") instanceof JsonArray allowed) {
            List<JsonValue> names = allowed.stream()
                    .filter(name -> name instanceof JsonString text && headers().contains(text.getString())).toList();
            // An empty list would allow every header.
            known = names.isEmpty() ? known
                    : Json.with(known, "allowed_headers", Json.builders().createArrayBuilder(names).build());
        }
        return known;
    }

    private static Kind kind(JsonBody body, String text) {
        return Arrays.stream(Kind.values()).filter(kind -> kind.wire().equals(text)).findFirst()
                .orElseGet(() -> body.fail("policy", "one of: session-key, api-key, user, user+chat, template"));
    }

    private static Map<String, String> fixed(JsonBody body, Kind kind) {
        Map<String, String> fixed = new HashMap<>();
        body.object("fixed").ifPresent(part -> part.object().keySet().forEach(name -> {
            if (!headers().contains(name) || name.equals(SESSION_KEY) && kind != Kind.SESSION_KEY && kind != Kind.API_KEY) {
                body.fail("fixed", "values of session and identity headers that the policy takes, by header");
            }
            fixed.put(name, line(part, name, null));
        }));
        fixed.values().removeIf(value -> value == null);
        return fixed;
    }

    private static List<ReadAlso> readAlso(JsonBody body) {
        List<ReadAlso> all = new ArrayList<>();
        for (String text : KeyJson.names(body, "read_also").stream().sorted().toList()) {
            try {
                all.add(ReadAlso.of(text));
            } catch (IllegalArgumentException refused) {
                body.fail("read_also", "a list of: " + refused.getMessage());
            }
        }
        return all;
    }

    private static Set<String> allowed(JsonBody body) {
        Set<String> names = new HashSet<>(KeyJson.names(body, "allowed_headers"));
        return headers().containsAll(names) ? names : body.fail("allowed_headers", "names of session and identity headers");
    }

    /** Reads a text that is valid in a header of the same meaning. */
    private static String line(JsonBody body, String name, String otherwise) {
        String text = body.string(name).map(String::strip).filter(value -> !value.isEmpty()).orElse(otherwise);
        if (text != null && (text.codePointCount(0, text.length()) > MAX || text.chars().anyMatch(Character::isISOControl))) {
            body.fail(name, "free of control characters and at most " + MAX + " characters long");
        }
        return text;
    }

    private static List<String> headers() {
        List<String> headers = new ArrayList<>(Identity.HEADERS);
        headers.add(SESSION_ID);
        headers.add(SESSION_KEY);
        return headers;
    }
}
