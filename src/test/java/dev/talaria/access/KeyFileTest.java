package dev.talaria.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.scope.Grants;
import dev.talaria.scope.HeaderRules;
import dev.talaria.scope.IdentityPolicy;
import dev.talaria.scope.IdentityPolicy.Kind;
import dev.talaria.scope.Preferences;
import dev.talaria.scope.Preferences.Disconnect;
import dev.talaria.scope.Preferences.History;
import dev.talaria.scope.Sha256;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {
    private static final ApiKey WEBUI = new ApiKey("webui", new Tenant("acme"), Rights.TENANT_ADMIN, Instant.ofEpochSecond(4102444800L),
            new KeyPolicy(new IdentityPolicy(Kind.USER, null, new HeaderRules(Map.of("X-Hermes-Chat-Type", "dm"),
                    Set.of("X-Hermes-User-Id", "X-Hermes-Session-Id"), "", true), null, "guest"),
                    new Grants(Set.of("talaria"), 5), Set.of("chat_completions", "models"), 60,
                    new Preferences(false, Disconnect.DETACH, Preferences.Multitask.ENQUEUE, History.CLIENT, false, null)));

    @Test
    void readsJson() {
        Map<String, ApiKey> keys = read("keys.json", """
                {"keys": [{"name": "webui", "key": "secret-of-webui", "tenant": "acme", "rights": "tenant-admin", "expires_at": 4102444800,
                  "identity": {"policy": "user", "default_user_id": "guest", "signed_only": true, "fixed": {"X-Hermes-Chat-Type": "dm"},
                    "allowed_headers": ["X-Hermes-User-Id", "X-Hermes-Session-Id"]},
                  "allowed": {"models": ["talaria"], "endpoints": ["chat_completions", "models"]},
                  "limits": {"concurrent_runs": 5, "requests_per_minute": 60},
                  "defaults": {"history": "client", "disconnect": "detach", "tool_progress": false}}]}""");

        assertEquals(Map.of(Sha256.hex("secret-of-webui"), WEBUI), keys);
    }

    @Test
    void keepsAKeyToItsOwnByOneLine() {
        IdentityPolicy own = new IdentityPolicy(Kind.API_KEY, null, new HeaderRules(Map.of(), Set.of(), "desk:", false), null, null);

        Map<String, ApiKey> json = read("keys.json",
                "{\"keys\": [{\"name\": \"desk\", \"key\": \"secret-12\", \"identity\": {\"policy\": \"api-key\"}}]}");

        assertEquals(own, json.get(Sha256.hex("secret-12")).policy().identity());
    }

    @Test
    void writesWhatItReads() {
        assertEquals(WEBUI, KeyJson.parse(KeyJson.stored(WEBUI)));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{", "[]", "{\"kays\": []}", "{\"keys\": [{\"name\": \"a\"}]}", "{\"keys\": [{\"key\": \"secret-12\"}]}",
        "{\"keys\": [{\"name\": \"a\", \"key\": \"secret-12\", \"hash\": \"00\"}]}",
        "{\"keys\": [{\"name\": \"a\", \"hash\": \"secret-12\"}]}", "{\"keys\": [{\"name\": \"a\", \"key\": [\"secret-12\", 1]}]}",
        "{\"keys\": [{\"name\": \"a\", \"key\": []}]}", "{\"keys\": [{\"name\": \"default\", \"key\": \"secret-12\"}]}",
        "{\"keys\": [{\"name\": \"a\", \"key\": \"secret-12\", \"tenant\": \"a b\"}]}",
        "{\"keys\": [{\"name\": \"a\", \"key\": \"secret-12\", \"rights\": \"root\"}]}",
        "{\"keys\": [{\"name\": \"a\", \"key\": \"secret-12\", \"limits\": {\"request_per_minute\": 1}}]}",
        "{\"keys\": [{\"name\": \"a\", \"key\": \"secret-12\", \"identity\": {\"policy\": \"users\"}}]}",
        "{\"keys\": [{\"name\": \"a\", \"key\": \"secret-12\", \"identity\": {\"policy\": \"template\", \"template\": \"x\"}}]}",
        "{\"keys\": [{\"name\": \"a\", \"key\": \"secret-12\", \"identity\": {\"fixed\": {\"X-Other\": \"x\"}}}]}",
        "{\"keys\": [{\"name\": \"a\", \"key\": \"secret-12\", \"rights\": \"tenant-admin\", \"identity\": {\"policy\": \"api-key\"}}]}",
        "{\"keys\": [{\"name\": \"a\", \"key\": \"secret-12\"}, {\"name\": \"a\", \"key\": \"secret-34\"}]}",
        "{\"keys\": [{\"name\": \"a\", \"key\": \"secret-12\"}, {\"name\": \"b\", \"key\": \"secret-12\"}]}"})
    void refusesAFaultyFileWithoutShowingASecret(String text) {
        var refused = assertThrows(IllegalArgumentException.class, () -> read("keys.json", text));

        assertFalse(refused.getMessage().contains("secret-12"), refused::getMessage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"webui.key = secret-12\nwebui.tenant = acme", "webui.limits.requests_per_minute=60", "# no key yet"})
    void tellsHowToWritePropertiesAsJson(String text) {
        var refused = assertThrows(IllegalArgumentException.class, () -> read("keys.properties", text));

        assertTrue(refused.getMessage().startsWith("keys.properties is not JSON. Write {\"keys\": [{\"name\": "), refused::getMessage);
        assertFalse(refused.getMessage().contains("secret-12"), refused::getMessage);
    }

    /** A hash may be in capitals, and the file may have any name. */
    @Test
    void readsAHashInAFileOfAnyName() {
        String hash = Sha256.hex("secret-12");

        assertEquals(Set.of(hash), read("keys.conf", "{\"keys\": [{\"name\": \"a\", \"hash\": \"" + hash.toUpperCase(Locale.ROOT)
                + "\"}]}").keySet());
    }

    @Test
    void takesTwoSecretsOfOneName() {
        Map<String, ApiKey> json = read("keys.json", "{\"keys\": [{\"name\": \"a\", \"key\": [\"secret-12\", \"secret-34\"]}]}");

        assertEquals(Set.of(Sha256.hex("secret-12"), Sha256.hex("secret-34")), json.keySet());
    }

    private static Map<String, ApiKey> read(String name, String text) {
        return KeyFile.parse(Path.of(name), text);
    }
}
