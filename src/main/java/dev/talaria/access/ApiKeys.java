package dev.talaria.access;

import dev.talaria.config.Secret;
import dev.talaria.config.TalariaConfig;
import dev.talaria.error.ApiException;
import dev.talaria.scope.IdentityPolicy;
import dev.talaria.scope.ReadAlso;
import dev.talaria.scope.Preferences;
import dev.talaria.scope.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the API key of a presented secret: a configured one (all of which are the same key and server admin), one of the keys file, or one
 * of the store. Keys are stored and looked up as hashes, so that timing reveals nothing of a secret. Safe for many threads.
 */
public final class ApiKeys {
    private static final Pattern BEARER = Pattern.compile("[ \\t]*bearer[ \\t]+(\\S+)[ \\t]*", Pattern.CASE_INSENSITIVE);

    /** The name of the key that reads metrics, and of the only route that it may use. */
    public static final String METRICS = "metrics";
    /** The name of the configured keys. */
    private static final String CONFIGURED = "default";

    private final List<byte[]> configured;
    private final ApiKey configuredKey;
    private final Optional<byte[]> metrics;
    private final FileKeys file;
    private final KeyCache stored;
    private final boolean anonymous;
    private final Clock clock;

    public ApiKeys(TalariaConfig.Auth auth, FileKeys file, KeyStore store, Clock clock) {
        this(auth, Optional.empty(), file, store, clock);
    }

    /** @param metrics the secret that reads metrics and may do nothing else */
    public ApiKeys(TalariaConfig.Auth auth, Optional<Secret> metrics, FileKeys file, KeyStore store, Clock clock) {
        this.metrics = metrics.map(Secret::reveal).map(Sha256::hex).map(ApiKeys::bytes);
        this.configured = auth.apiKeys().stream().map(Secret::reveal).map(Sha256::hex).map(ApiKeys::bytes).toList();
        String sessionKey = auth.sessionKeyDefault().map(String::strip).orElse(null);
        IdentityPolicy identity = IdentityPolicy.SESSION_KEY.withDefaultSessionKey(sessionKey)
                .withReadAlso(auth.readAlso().stream().map(ReadAlso::of).toList());
        this.configuredKey = new ApiKey(CONFIGURED, Tenant.DEFAULT, Rights.SERVER_ADMIN, null, KeyPolicy.OPEN.with(identity)
                .with(Preferences.DEFAULT.withHistory(Preferences.History.valueOf(auth.historyDefault().toUpperCase(Locale.ROOT)))));
        this.file = file;
        this.stored = new KeyCache(store, clock);
        this.anonymous = auth.anonymous();
        this.clock = clock;
    }

    /**
     * Returns the valid key of a secret. Blocks for the database if the secret was not presented lately; every rejected secret was looked
     * up in all the same places.
     *
     * @param presented anything a client may send; null is no match
     * @throws ApiException {@code database_unavailable} if only the store could tell
     */
    public Optional<ApiKey> match(String presented) {
        return match(presented, stored::match);
    }

    /** As {@link #match}; many secrets that no key has cost one query together every few seconds. */
    public Optional<ApiKey> matchKnown(String presented) {
        return match(presented, stored::matchKnown);
    }

    private Optional<ApiKey> match(String presented, Function<String, Optional<ApiKey>> inStore) {
        if (presented == null) {
            return Optional.empty();
        }
        String hash = Sha256.hex(presented);
        boolean matched = false;
        for (byte[] known : configured) {
            matched |= MessageDigest.isEqual(known, bytes(hash));
        }
        if (matched) {
            return Optional.of(configuredKey);
        }
        if (metrics.filter(known -> MessageDigest.isEqual(known, bytes(hash))).isPresent()) {
            return Optional.of(ApiKey.OF_METRICS);
        }
        return file.find(hash).filter(key -> key.validAt(clock.instant())).or(() -> inStore.apply(hash));
    }

    /**
     * Returns the key of this name if it is valid now, for work that was accepted under it. Blocks for the database.
     *
     * @throws ApiException {@code database_unavailable} if only the store could tell
     */
    public Optional<ApiKey> named(String tenant, String name) {
        Optional<ApiKey> own = configured.isEmpty() ? anonymous() : Optional.of(configuredKey);
        return own.filter(key -> key.isNamed(tenant, name)).or(() -> file.named(tenant, name)).or(() -> stored.named(tenant, name))
                .filter(key -> key.validAt(clock.instant()));
    }

    /** Returns whether the configuration or the keys file uses this name: counters and data by key name would be shared. */
    public boolean isTaken(Tenant tenant, String name) {
        return isConfigured(tenant, name) || file.holds(tenant, name);
    }

    static boolean isConfigured(Tenant tenant, String name) {
        return tenant.equals(Tenant.DEFAULT) && name.equals(CONFIGURED);
    }

    /** Returns whether the configuration has a key or a keys file. */
    public boolean configured() {
        return !configured.isEmpty() || file.configured();
    }

    /**
     * Returns whether no valid key can exist, because neither the configuration nor the store has one. Blocks for the database at most once
     * in several seconds; false if the database does not answer.
     */
    public boolean isWithoutKeys() {
        try {
            return !configured() && stored.isEmpty();
        } catch (ApiException unknown) {
            return false;
        }
    }

    /** Returns the key of all callers if no key is configured and anonymous use is switched on; otherwise empty. */
    public Optional<ApiKey> anonymous() {
        return anonymous && !configured() ? Optional.of(ApiKey.ANONYMOUS) : Optional.empty();
    }

    /**
     * Returns the secret in an {@code Authorization} header: the scheme in any case, blanks around the secret ignored.
     *
     * @param header null if the request has none
     */
    public static Optional<String> bearer(String header) {
        Matcher matcher = BEARER.matcher(header == null ? "" : header);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static byte[] bytes(String hash) {
        return hash.getBytes(StandardCharsets.US_ASCII);
    }
}
