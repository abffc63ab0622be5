package dev.talaria.access;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import dev.talaria.json.Records;
import dev.talaria.json.StoredJson;
import dev.talaria.scope.Grants;
import dev.talaria.scope.IdentityPolicy;
import dev.talaria.scope.Preferences;
import dev.talaria.scope.ToolPolicy;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * API keys as JSON, the same in the store, in the keys file and on the wire; never with a secret. Unknown members are rejected in requests
 * and files, because a misspelt limit would be no limit. In the store they come from another release.
 */
public final class KeyJson {
    private static final int MAX = 1_000_000;
    private static final int MAX_NAMES = 1_000;

    private KeyJson() {
    }

    /**
     * Reads a key from a request or file.
     *
     * @param usual the tenant if none is named
     * @throws dev.talaria.error.ApiException 400 with the path of the faulty member
     */
    public static ApiKey read(JsonBody body, Tenant usual) {
        only(body, Records.names(KeyDocument.class));
        String name = body.string("name").orElseThrow(() -> ErrorCode.MISSING_FIELD.at(body.path("name"), "Missing 'name' field"));
        if (!Tenant.isName(name)) {
            body.fail("name", Tenant.BOUND);
        }
        Tenant tenant = body.string("tenant").map(text -> tenant(body, text)).orElse(usual);
        Rights rights = body.string("rights").map(text -> Rights.of(text)
                .orElseGet(() -> body.fail("rights", "one of: none, tenant-admin, server-admin"))).orElse(Rights.NONE);
        KeyPolicy policy = policy(body, name);
        if (policy.identity().kind() == IdentityPolicy.Kind.API_KEY && rights != Rights.NONE) {
            body.fail("rights", "none under the policy `api-key`: an administrator's access is not limited to its own data");
        }
        return new ApiKey(name, tenant, rights, expires(body), policy);
    }

    /** Returns the members that {@link #read} reads, without defaults. */
    public static JsonObject write(ApiKey key) {
        return Records.tree(KeyDocument.of(key));
    }

    private static KeyPolicy policy(JsonBody body, String name) {
        IdentityPolicy identity = body.object("identity").map(part -> IdentityJson.read(part, name)).orElse(IdentityPolicy.SESSION_KEY);
        Optional<JsonBody> allowed = body.object("allowed");
        allowed.ifPresent(part -> only(part, Records.names(KeyDocument.Allowed.class)));
        Optional<JsonBody> limits = body.object("limits");
        limits.ifPresent(part -> only(part, Records.names(KeyDocument.Limits.class)));
        Grants grants = new Grants(allowed.map(part -> names(part, "models")).orElse(Set.of()),
                limits.map(part -> count(part, "concurrent_runs")).orElse(0),
                body.object("tools").map(KeyJson::tools).orElse(ToolPolicy.OPEN));
        return new KeyPolicy(identity, grants, allowed.map(part -> names(part, "endpoints")).orElse(Set.of()),
                limits.map(part -> count(part, "requests_per_minute")).orElse(0),
                body.object("defaults").map(KeyJson::preferences).orElse(Preferences.DEFAULT));
    }

    private static ToolPolicy tools(JsonBody body) {
        only(body, Records.names(KeyDocument.Tools.class));
        return new ToolPolicy(names(body, "allow"), names(body, "ask"), names(body, "deny"),
                choice(body, "default", ToolPolicy.Decision.class).orElse(null), body.bool("remember_approvals").orElse(true));
    }

    private static Preferences preferences(JsonBody body) {
        only(body, Records.names(KeyDocument.Defaults.class));
        return new Preferences(false, choice(body, "disconnect", Preferences.Disconnect.class).orElse(null),
                Preferences.DEFAULT.multitask(), choice(body, "history", Preferences.History.class).orElse(Preferences.DEFAULT.history()),
                body.bool("tool_progress").orElse(true), null);
    }

    private static Instant expires(JsonBody body) {
        try {
            var seconds = body.integer("expires_at", 0, Instant.MAX.getEpochSecond());
            return seconds.isPresent() ? Instant.ofEpochSecond(seconds.getAsLong()) : null;
        } catch (DateTimeException beyondTime) {
            return body.fail("expires_at", "seconds since 1970");
        }
    }

    private static Tenant tenant(JsonBody body, String text) {
        try {
            return new Tenant(text);
        } catch (IllegalArgumentException refused) {
            return body.fail("tenant", refused.getMessage());
        }
    }

    static void only(JsonBody body, Set<String> known) {
        Set<String> unknown = new TreeSet<>(body.object().keySet());
        unknown.removeAll(known);
        unknown.stream().findFirst().ifPresent(name -> {
            throw ErrorCode.UNSUPPORTED_PARAMETER.at(body.path(name), "Unknown field: '" + body.path(name) + "'");
        });
    }

    static Set<String> names(JsonBody body, String name) {
        JsonArray array = body.array(name).orElse(JsonValue.EMPTY_JSON_ARRAY);
        Set<String> names = new HashSet<>();
        for (JsonValue value : array) {
            names.add(value instanceof JsonString text && !text.getString().isBlank() ? text.getString() : body.fail(name, "texts"));
        }
        return names.size() > MAX_NAMES ? body.fail(name, "at most " + MAX_NAMES + " strings") : names;
    }

    static <E extends Enum<E>> Optional<E> choice(JsonBody body, String name, Class<E> type) {
        return body.string(name).map(text -> Arrays.stream(type.getEnumConstants()).filter(value -> word(value).equals(text)).findFirst()
                .orElseGet(() -> body.fail(name, "one of: " + String.join(", ",
                        Arrays.stream(type.getEnumConstants()).map(KeyJson::word).toList()))));
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static int count(JsonBody body, String name) {
        return (int) body.integer(name, 0, MAX).orElse(0);
    }

    /** Returns the JSON to store. */
    static JsonObject stored(ApiKey key) {
        return StoredJson.API_KEY.versioned(write(key));
    }

    /**
     * Reads a stored key, perhaps of another release. Members that this release does not know have no effect: a new way to restrict keys
     * has a new version. Unknown rights count as none.
     *
     * @throws dev.talaria.error.ApiException {@code written_by_newer_release} for another version, or if the key is not understood
     */
    static ApiKey parse(JsonObject stored) {
        JsonObject known = Records.known(StoredJson.API_KEY.check(stored), KeyDocument.class);
        known = known.get("rights") instanceof JsonString text && Rights.of(text.getString()).isPresent() ? known
                : Json.with(known, "rights", null);
        known = within(known, "identity", IdentityJson::known);
        known = within(known, "defaults", KeyJson::knownDefaults);
        try {
            return read(JsonBody.of(known, ""), Tenant.DEFAULT);
        } catch (ApiException e) {
            throw ErrorCode.WRITTEN_BY_NEWER_RELEASE.because("A stored API key cannot be read, perhaps because a newer release of "
                    + "this server wrote it: " + e.getMessage() + ". Use that release, or revoke the key with it.", e);
        }
    }

    /**
     * Applies a filter to a member. A member that is not an object is kept, and rejected later, because it may have been meant as a limit.
     */
    private static JsonObject within(JsonObject key, String name, UnaryOperator<JsonObject> known) {
        return key.get(name) instanceof JsonObject part ? Json.with(key, name, known.apply(part)) : key;
    }

    private static JsonObject knownDefaults(JsonObject defaults) {
        JsonObject known = isChoice(defaults, "history", Preferences.History.class) ? defaults : Json.with(defaults, "history", null);
        return isChoice(known, "disconnect", Preferences.Disconnect.class) ? known : Json.with(known, "disconnect", null);
    }

    private static <E extends Enum<E>> boolean isChoice(JsonObject object, String name, Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).anyMatch(value -> Json.string(word(value)).equals(object.get(name)));
    }
}
