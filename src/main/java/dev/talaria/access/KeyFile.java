package dev.talaria.access;

import dev.talaria.error.ApiException;
import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import dev.talaria.json.JsonFault;
import dev.talaria.scope.Sha256;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * API keys that an operator keeps in a file, read once at the start: JSON, <code>{"keys": [{"name": …, "key": … or "hash": …}]}</code>,
 * or properties, {@code NAME.key = …}, {@code NAME.limits.requests_per_minute = 60}. A hash is the key's SHA-256 in hex.
 */
final class KeyFile {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final int SHORTEST = 8;

    private KeyFile() {
    }

    /**
     * The keys by hash.
     *
     * @throws IllegalArgumentException where the file cannot be used; the message shows no secret
     */
    static Map<String, ApiKey> read(Path file) {
        try {
            String text = Files.readString(file);
            List<JsonBody> entries = file.toString().endsWith(".json") ? fromJson(text) : fromProperties(text);
            return keys(entries);
        } catch (IOException | JsonFault e) {
            throw new IllegalArgumentException(file + " cannot be read as a file of API keys (" + e.getClass().getSimpleName() + ")");
        } catch (ApiException | IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private static List<JsonBody> fromJson(String text) {
        if (!(Json.parse(text) instanceof JsonObject object)) {
            throw new IllegalArgumentException("it must hold a JSON object with the member keys");
        }
        JsonBody body = JsonBody.of(object, "");
        KeyJson.only(body, "keys");
        return body.objects("keys").orElse(List.of());
    }

    private static List<JsonBody> fromProperties(String text) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        return KeyProperties.entries(properties).entrySet().stream().map(entry -> JsonBody.of(entry.getValue(), entry.getKey())).toList();
    }

    private static Map<String, ApiKey> keys(List<JsonBody> entries) {
        Map<String, ApiKey> keys = new HashMap<>();
        Set<String> names = new HashSet<>();
        for (JsonBody entry : entries) {
            JsonObject rest = Json.with(Json.with(entry.object(), "key", null), "hash", null);
            ApiKey key = KeyJson.read(JsonBody.of(rest, entry.path()), Tenant.USUAL);
            if (!names.add(key.tenant().name() + "/" + key.name())) {
                throw new IllegalArgumentException("two keys have the name " + key.name());
            }
            if (keys.put(hash(entry), key) != null) {
                throw new IllegalArgumentException("two names have the same key, the second is " + key.name());
            }
        }
        return keys;
    }

    private static String hash(JsonBody entry) {
        String plain = entry.string("key").orElse(null);
        String hash = entry.string("hash").map(text -> text.toLowerCase(Locale.ROOT)).orElse(null);
        if (plain == null == (hash == null)) {
            throw new IllegalArgumentException(entry.path() + " must have either a key or a hash");
        }
        if (hash != null) {
            return HASH.matcher(hash).matches() ? hash : entry.fail("hash", "a SHA-256 in 64 hex digits");
        }
        return plain.length() >= SHORTEST ? Sha256.hex(plain) : entry.fail("key", SHORTEST + " characters at least");
    }
}
