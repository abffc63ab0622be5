package dev.talaria.access;

import dev.talaria.error.ApiException;
import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import dev.talaria.json.JsonFault;
import dev.talaria.scope.Sha256;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
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
 * The text of a file of API keys: JSON, <code>{"keys": [{"name": …, "key": … or "hash": …}]}</code>, or properties,
 * {@code NAME.key = …}, {@code NAME.limits.requests_per_minute = 60}. A hash is the key's SHA-256 in hex; several are a list.
 */
final class KeyFile {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final int MIN = 8;

    private KeyFile() {
    }

    /**
     * The keys by hash.
     *
     * @param file tells by its name which of the two it is
     * @throws IllegalArgumentException where the text cannot be used; the message shows no secret
     */
    static Map<String, ApiKey> parse(Path file, String text) {
        try {
            List<JsonBody> entries = file.toString().endsWith(".json") ? fromJson(text) : fromProperties(text);
            return keys(entries);
        } catch (JsonFault e) {
            throw new IllegalArgumentException(file + " is no JSON");
        } catch (ApiException | IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private static List<JsonBody> fromJson(String text) {
        if (!(Json.parse(text) instanceof JsonObject object)) {
            throw new IllegalArgumentException("it must hold a JSON object with the member keys");
        }
        JsonBody body = JsonBody.of(object, "");
        KeyJson.only(body, Set.of("keys"));
        return body.objects("keys").orElse(List.of());
    }

    private static List<JsonBody> fromProperties(String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory can be read", e);
        }
        return KeyProperties.entries(properties).entrySet().stream().map(entry -> JsonBody.of(entry.getValue(), entry.getKey())).toList();
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
                    throw new IllegalArgumentException("a key is there twice, the second time for the name " + key.name());
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
                .map(key -> key.length() >= MIN ? Sha256.hex(key) : entry.<String>fail("key", MIN + " characters at least"))
                .toList();
    }

    /** One, or a list of those that are valid at the same time. */
    private static List<String> texts(JsonBody entry, String name) {
        if (entry.value(name).filter(JsonString.class::isInstance).isPresent()) {
            return entry.string(name).stream().toList();
        }
        Set<String> texts = KeyJson.names(entry, name);
        return texts.isEmpty() ? entry.fail(name, "one text at least") : List.copyOf(texts);
    }
}
