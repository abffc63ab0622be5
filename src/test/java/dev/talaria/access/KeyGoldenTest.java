package dev.talaria.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import dev.talaria.json.StoredJson;
import dev.talaria.json.StoredJsonContract;
import dev.talaria.json.StoredVariants;
import dev.talaria.scope.Grants;
import dev.talaria.scope.HeaderRules;
import dev.talaria.scope.IdentityPolicy;
import dev.talaria.scope.IdentityPolicy.Kind;
import dev.talaria.scope.Preferences;
import dev.talaria.scope.ReadAlso;
import dev.talaria.scope.Preferences.Disconnect;
import dev.talaria.scope.Preferences.History;
import dev.talaria.scope.ScopeTemplate;
import dev.talaria.scope.ToolPolicy;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyGoldenTest extends StoredJsonContract<ApiKey> {
    private static final ApiKey WEBUI = new ApiKey("webui", new Tenant("acme"), Rights.TENANT_ADMIN, Instant.ofEpochSecond(4102444800L),
            new KeyPolicy(new IdentityPolicy(Kind.USER, null, new HeaderRules(Map.of("X-Hermes-Chat-Type", "dm"),
                    Set.of("X-Hermes-User-Id", "X-Hermes-Session-Id"), "acme:", true), null, "guest"),
                    new Grants(Set.of("talaria"), 5), Set.of("chat_completions", "models"), 60,
                    new Preferences(false, Disconnect.DETACH, Preferences.Multitask.ENQUEUE, History.CLIENT, false, null)));
    private static final ApiKey PLAIN = new ApiKey("plain", new Tenant("default"), Rights.NONE, null,
            new KeyPolicy(IdentityPolicy.SESSION_KEY, new Grants(Set.of(), 0), Set.of(), 0, Preferences.DEFAULT));

    @Override
    protected StoredJson document() {
        return StoredJson.API_KEY;
    }

    @Override
    protected List<ApiKey> models() {
        ApiKey bot = new ApiKey("bot", new Tenant("acme"), Rights.NONE, null, new KeyPolicy(
                new IdentityPolicy(Kind.TEMPLATE, new ScopeTemplate("{X-Hermes-Chat-Id}"), HeaderRules.NONE, null, null),
                new Grants(Set.of(), 0), Set.of(), 0, Preferences.DEFAULT));
        ApiKey own = new ApiKey("desk", new Tenant("acme"), Rights.NONE, null, new KeyPolicy(
                new IdentityPolicy(Kind.API_KEY, null, new HeaderRules(Map.of(), Set.of(), "desk:", false), null, null),
                new Grants(Set.of(), 0), Set.of(), 0, Preferences.DEFAULT));
        ApiKey team = new ApiKey("team", new Tenant("default"), Rights.NONE, null, new KeyPolicy(IdentityPolicy.SESSION_KEY.withReadAlso(
                List.of(ReadAlso.of("template:team-{X-Hermes-Chat-Id}"), ReadAlso.of("user"))), new Grants(Set.of(), 0), Set.of(), 0,
                Preferences.DEFAULT));
        ApiKey careful = new ApiKey("careful", new Tenant("default"), Rights.NONE, null, new KeyPolicy(IdentityPolicy.SESSION_KEY,
                new Grants(Set.of(), 0, new ToolPolicy(Set.of("toolset:todo", "wiki_*"), Set.of("wiki_edit"), Set.of("files_*"),
                        ToolPolicy.Decision.ASK, false)), Set.of(), 0, Preferences.DEFAULT));
        return List.of(WEBUI, PLAIN, bot, own, team, careful);
    }

    @Override
    protected String write(ApiKey model) {
        return KeyJson.stored(model).toString();
    }

    @Override
    protected ApiKey read(String json) {
        return KeyJson.parse(Json.parse(json).asJsonObject());
    }

    /** Without them nobody can say what the key is for. */
    @Override
    protected Set<String> needed() {
        return Set.of(".name", ".tenant", ".identity", ".policy", ".template", ".default");
    }

    @Override
    protected Map<String, String> defaults() {
        return Map.of("rights", "\"none\"", "allowed", "{\"models\":[],\"endpoints\":[]}",
                "limits", "{\"concurrent_runs\":0,\"requests_per_minute\":0}", "defaults", "{\"history\":\"auto\",\"tool_progress\":true}");
    }

    @Test
    void keepsWhatItDoesNotKnowThroughAChange() {
        JsonObject known = KeyJson.stored(WEBUI);
        ApiKey renamed = new ApiKey("renamed", WEBUI.tenant(), WEBUI.rights(), null, WEBUI.policy());
        List<StoredVariants> variants = StoredVariants.withUnknownMember(known);
        assertTrue(variants.size() >= 5, variants::toString);
        for (StoredVariants variant : variants) {
            JsonObject json = variant.document().asJsonObject();
            StoredKey stored = new StoredKey("key_1", KeyJson.parse(json), json, Instant.EPOCH, Instant.EPOCH, null);

            JsonObject after = stored.changed(renamed, Instant.EPOCH).json();

            assertEquals(Json.with(Json.with(json, "name", Json.string("renamed")), "expires_at", null), after);
        }
    }

    @ParameterizedTest
    @CsvSource({"rights, '\"auditor\"'", "defaults, '{\"history\":\"both\",\"disconnect\":\"ask\",\"tool_progress\":true}'"})
    void keepsAnUnknownWordAndGrantsNothingByIt(String member, String value) {
        JsonObject json = Json.with(KeyJson.stored(PLAIN), member, Json.parse(value));
        StoredKey stored = new StoredKey("key_1", KeyJson.parse(json), json, Instant.EPOCH, Instant.EPOCH, null);
        ApiKey renamed = new ApiKey("renamed", PLAIN.tenant(), PLAIN.rights(), null, PLAIN.policy());

        assertEquals(PLAIN, stored.key());
        assertEquals(Json.with(json, "name", Json.string("renamed")), stored.changed(renamed, Instant.EPOCH).json());
    }

    /** Whoever they were meant to keep out must stay out. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"policy\":\"department\"}", "{\"policy\":\"user\",\"allowed_headers\":[\"X-Hermes-Newer\"]}",
        "{\"policy\":\"user\",\"session_key_prefix\":7}", "{\"policy\":\"template\",\"template\":\"{department}\"}", "[]"})
    void refusesAnIdentityThatItDoesNotUnderstand(String identity) {
        JsonObject json = Json.with(KeyJson.stored(PLAIN), "identity", Json.parse(identity));

        assertEquals(ErrorCode.WRITTEN_BY_NEWER_RELEASE, assertThrows(ApiException.class, () -> KeyJson.parse(json)).code());
    }
}
