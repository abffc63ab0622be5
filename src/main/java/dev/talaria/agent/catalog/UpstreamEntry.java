package dev.talaria.agent.catalog;

import dev.talaria.config.Secret;
import dev.talaria.config.TalariaConfig;
import dev.talaria.json.JsonBody;
import dev.talaria.resilience.BackOff;
import dev.talaria.scope.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one upstream of the file, and the secret that it names. Not thread-safe. */
final class UpstreamEntry {
    private static final Set<String> MEMBERS = Set.of("url", "api_key", "model", "models", "connect_timeout", "first_byte_timeout",
            "first_token_timeout", "idle_timeout", "max_connections", "breaker");
    private static final int MAX_SECRET = 16_384;
    private static final int MAX_NAME = 256;
    private static final String KEY = "api_key";

    private final String name;
    private final JsonBody members;
    private final TalariaConfig config;

    UpstreamEntry(String name, JsonBody members, TalariaConfig config) {
        this.name = name;
        this.members = members;
        this.config = config;
    }

    /** @throws RuntimeException for the first fault, without secrets */
    UpstreamSettings read() {
        EntryFields.only(members, MEMBERS);
        TalariaConfig.Model usual = config.model();
        Optional<Secret> key = members.object(KEY).map(this::secret);
        Optional<String> model = members.text("model");
        Duration firstByte = EntryFields.duration(members, "first_byte_timeout", "10ms", "1h").orElse(usual.firstByteTimeout());
        List<String> models = EntryFields.texts(members, "models").orElse(List.of());
        if (model.filter(text -> text.length() > MAX_NAME).isPresent() || models.stream().anyMatch(text -> text.length() > MAX_NAME)) {
            throw new IllegalArgumentException("the name of a model must have at most " + MAX_NAME + " characters");
        }
        TalariaConfig.Model http = new TalariaConfig.Model(Optional.of(url()), key, model, usual.strict(), usual.passThrough(),
                EntryFields.duration(members, "connect_timeout", "10ms", "10m").orElse(usual.connectTimeout()), firstByte,
                EntryFields.duration(members, "idle_timeout", "10ms", "1h").orElse(usual.idleTimeout()),
                (int) members.integer("max_connections", 1, 1_000_000).orElse(usual.maxConnections()), usual.replyBytes(),
                usual.contextOverflowPatterns(), List.of(), "auto");
        String fingerprint = Sha256.hex(members.object() + key.map(Secret::reveal).orElse(""));
        return new UpstreamSettings(name, http, models, EntryFields.duration(members, "first_token_timeout", "10ms", "1h")
                .orElse(firstByte),
                members.object("breaker").map(UpstreamEntry::breaker).orElse(UpstreamSettings.Breaker.DEFAULT), fingerprint);
    }

    private URI url() {
        String bound = "http(s)://host[:port][/path], without a user";
        try {
            URI url = URI.create(members.string("url").orElse(""));
            boolean web = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            if (web && url.getHost() != null && url.getPort() <= 65_535 && url.getRawUserInfo() == null && url.getRawQuery() == null
                    && url.getRawFragment() == null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            return members.fail("url", bound);
        }
        return members.fail("url", bound);
    }

    private static UpstreamSettings.Breaker breaker(JsonBody body) {
        EntryFields.only(body, Set.of("failures", "pause", "max_pause"));
        BackOff usual = UpstreamSettings.Breaker.DEFAULT.pauses();
        Duration first = EntryFields.duration(body, "pause", "10ms", "1h").orElse(usual.first());
        Duration longest = EntryFields.duration(body, "max_pause", "10ms", "1h").orElse(usual.longest());
        return new UpstreamSettings.Breaker((int) body.integer("failures", 1, 1_000)
                .orElse(UpstreamSettings.Breaker.DEFAULT.failures()),
                new BackOff(first, longest.compareTo(first) < 0 ? first : longest));
    }

    private Secret secret(JsonBody body) {
        EntryFields.only(body, Set.of("env", "file"));
        if (body.has("env") == body.has("file")) {
            throw new IllegalArgumentException(KEY + " must be {\"env\": \"NAME\"} or {\"file\": \"/path/of/a/secret\"}");
        }
        String text = body.has("env") ? variable(body.string("env").orElseThrow()) : file(body.string("file").orElseThrow());
        if (text.isEmpty() || text.length() > MAX_SECRET || text.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new IllegalArgumentException(KEY + " is empty or holds no secret that a header can carry");
        }
        return new Secret(text);
    }

    private String variable(String variable) {
        String value = config.agents().environment().apply(variable);
        if (value == null) {
            throw new IllegalArgumentException(KEY + ".env: the environment variable " + variable + " is not set");
        }
        return value.strip();
    }

    private static String file(String path) {
        try {
            if (!Path.of(path).isAbsolute()) {
                throw new IllegalArgumentException(KEY + ".file must be an absolute path");
            }
            return Files.readString(Path.of(path)).strip();
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException(KEY + ".file cannot be read: " + path, e);
        }
    }
}
