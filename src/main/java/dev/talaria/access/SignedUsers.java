package dev.talaria.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.talaria.config.Secret;
import dev.talaria.scope.Identity;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Verifies the tokens by which Open WebUI identifies its users: JWTs signed by HS256 with a shared secret, issued by {@code open-webui},
 * with an expiry (RFC 7519). Safe for many threads.
 */
public final class SignedUsers {
    private static final String ISSUER = "open-webui";
    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final int MAX = 8_192;

    private final MACVerifier verifier;
    private final Clock clock;

    /**
     * @param secret at least 32 bytes, as HS256 requires
     * @throws IllegalArgumentException if it is shorter
     */
    public SignedUsers(Secret secret, Clock clock) {
        try {
            this.verifier = new MACVerifier(secret.reveal().getBytes(StandardCharsets.UTF_8));
        } catch (JOSEException tooShort) {
            throw new IllegalArgumentException("the secret of signed users must be at least 32 bytes long");
        }
        this.clock = clock;
    }

    /** Returns the user in a token by identity header; empty if the token is not valid. */
    public Optional<Map<String, String>> read(String token) {
        if (token.length() > MAX) {
            return Optional.empty();
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            boolean signed = JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm()) && jwt.verify(verifier);
            return signed ? Optional.of(jwt.getJWTClaimsSet()).filter(this::holds).map(SignedUsers::identity)
                    .filter(identity -> identity.values().stream().allMatch(SignedUsers::isWhole)) : Optional.empty();
        } catch (ParseException | JOSEException | IllegalStateException notAToken) {
            return Optional.empty();
        }
    }

    private boolean holds(JWTClaimsSet claims) {
        Instant now = clock.instant();
        boolean begun = claims.getNotBeforeTime() == null || !now.plus(SKEW).isBefore(claims.getNotBeforeTime().toInstant());
        return ISSUER.equals(claims.getIssuer()) && claims.getSubject() != null && !claims.getSubject().isBlank() && begun
                && claims.getExpirationTime() != null && now.isBefore(claims.getExpirationTime().toInstant().plus(SKEW));
    }

    /**
     * Returns whether the text is valid Unicode. JSON can contain unpaired surrogates; encoding them would turn the name into that of
     * another user.
     */
    private static boolean isWhole(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static Map<String, String> identity(JWTClaimsSet claims) {
        Map<String, String> identity = new HashMap<>();
        identity.put(Identity.USER_ID, claims.getSubject());
        if (claims.getClaim("name") instanceof String name && !name.isBlank()) {
            identity.put(Identity.USER_NAME, name);
        }
        return identity;
    }
}
