package dev.talaria.access;

import dev.talaria.config.Secret;
import dev.talaria.config.TalariaConfig;
import dev.talaria.scope.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The configured API keys, kept as hashes. Several are valid at the same time so that one can be replaced by the next
 * without a gap; they all stand for the same caller. Immutable, so safe for many threads.
 */
public final class ApiKeys {
    private static final String NAME = "default";
    private static final String TENANT = "default";
    private static final Caller KNOWN = new Caller(TENANT, NAME, false);
    private static final Caller ANYBODY = new Caller(TENANT, "anonymous", true);
    private static final Pattern BEARER = Pattern.compile("[ \\t]*bearer[ \\t]+(\\S+)[ \\t]*", Pattern.CASE_INSENSITIVE);

    private final List<byte[]> hashes;
    private final boolean anonymous;

    public ApiKeys(TalariaConfig.Auth auth) {
        this.hashes = auth.apiKeys().stream().map(Secret::reveal).map(ApiKeys::hash).toList();
        this.anonymous = auth.anonymous();
    }

    /**
     * The caller that a key stands for. Takes the same time whichever key matches, and whether one does.
     *
     * @param presented anything a client may send; null is no match
     */
    public Optional<Caller> match(String presented) {
        if (presented == null) {
            return Optional.empty();
        }
        byte[] hash = hash(presented);
        boolean matched = false;
        for (byte[] known : hashes) {
            matched |= MessageDigest.isEqual(known, hash);
        }
        return matched ? Optional.of(KNOWN) : Optional.empty();
    }

    /** Whether there is a key that could match. */
    public boolean configured() {
        return !hashes.isEmpty();
    }

    /** Who everybody is where no key is configured and anonymous use was switched on; otherwise nobody gets in without a key. */
    public Optional<Caller> anonymous() {
        return anonymous && !configured() ? Optional.of(ANYBODY) : Optional.empty();
    }

    /**
     * The key in an {@code Authorization} header: the scheme in any case, blanks round the key ignored.
     *
     * @param header null where the request has none
     */
    public static Optional<String> bearer(String header) {
        Matcher matcher = BEARER.matcher(header == null ? "" : header);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static byte[] hash(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }
}
