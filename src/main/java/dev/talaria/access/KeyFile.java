package dev.talaria.access;

import dev.talaria.error.ApiException;
import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import dev.talaria.json.JsonFault;
import dev.talaria.scope.Sha256;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Parses a file of API keys: JSON, <code>{"keys": [{"name": …, "key": … or "hash": …}]}</code>. A hash is the key's SHA-256 in hex; there
 * may be a list of several. An empty file contains no keys.
 */
final class KeyFile {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final int MIN = 8;
    private static final String NO_JSON = " is not JSON. Write {\"keys\": [{\"name\": \"webui\", \"hash\": \"…\", \"tenant\": "
            + "\"acme\", \"limits\": {\"requests_per_minute\": 60}}]}. Properties are not supported: put NAME.hash and "
            + "NAME.limits.requests_per_minute into the object whose name is NAME";

    private KeyFile() {
    }

    /**
     * Returns the keys by hash.
     *
     * @param file for messages
     * @throws IllegalArgumentException if the text cannot be used; the message contains no secret
     */
    static Map<String, ApiKey> parse(Path file, String text) {
        try {
            return keys(text.isBlank() ? List.of() : entries(text));
        } catch (JsonFault e) {
            throw new IllegalArgumentException(file + NO_JSON);
        } catch (ApiException | IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private static List<JsonBody> entries(String text) {
        if (!(Json.parse(text) instanceof JsonObject object)) {
            throw new IllegalArgumentException("it must hold a JSON object with the member 'keys'");
        }
        JsonBody body = JsonBody.of(object, "");
        KeyJson.only(body, Set.of("keys"));
        return body.objects("keys").orElse(List.of());
    }

    private static Map<String, ApiKey> keys(List<JsonBody> entries) {
        Map<String, ApiKey> keys = new HashMap<>();
        Set<String> names = new HashSet<>();
        for (JsonBody entry : entries) {
            JsonObject rest = Json.with(Json.with(entry.object(), "key", null), "hash", null);
            ApiKey key = KeyJson.read(JsonBody.of(rest, entry.path()), Tenant.DEFAULT);
            if (ApiKeys.isConfigured(key.tenant(), key.name())) {
                throw new IllegalArgumentException("the name " + key.name() + " is that of the configured key");
            }
            if (!names.add(key.tenant().name() + "/" + key.name())) {
                throw new IllegalArgumentException("two keys have the name " + key.name());
            }
            for (String hash : hashes(entry)) {
                if (keys.put(hash, key) != null) {
                    throw new IllegalArgumentException("the same key is listed twice, the second time under the name " + key.name());
                }
            }
        }
        return keys;
    }

    private static List<String> hashes(JsonBody entry) {
        if (entry.has("key") == entry.has("hash")) {
            throw new IllegalArgumentException(entry.path() + " must have either a key or a hash");
        }
        if (entry.has("hash")) {
            return texts(entry, "hash").stream().map(text -> text.toLowerCase(Locale.ROOT))
                    .map(hash -> HASH.matcher(hash).matches() ? hash : entry.<String>fail("hash", "a SHA-256 in 64 hex digits")).toList();
        }
        return texts(entry, "key").stream()
                .map(key -> key.length() >= MIN ? Sha256.hex(key) : entry.<String>fail("key", "at least " + MIN + " characters"))
                .toList();
    }

    /** Returns the values of a text or of a list of texts that are valid at the same time. */
    private static List<String> texts(JsonBody entry, String name) {
        if (entry.value(name).filter(JsonString.class::isInstance).isPresent()) {
            return entry.string(name).stream().toList();
        }
        Set<String> texts = KeyJson.names(entry, name);
        return texts.isEmpty() ? entry.fail(name, "at least one string") : List.copyOf(texts);
    }
}
