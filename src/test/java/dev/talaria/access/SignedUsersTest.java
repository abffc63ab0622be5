package dev.talaria.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.talaria.config.Secret;
import dev.talaria.scope.Identity;
import dev.talaria.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedUsersTest {
    private static final String SECRET = "a-secret-of-at-least-thirty-two-bytes";
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final TestClock clock = new TestClock(NOON);
    private final SignedUsers users = new SignedUsers(new Secret(SECRET), clock);

    @Test
    void takesWhatOpenWebUiSigns() {
        assertEquals(Optional.of(Map.of(Identity.USER_ID, "u-1", Identity.USER_NAME, "Ann")), users.read(signed(claims().build())));
    }

    @Test
    void takesAUserWithoutName() {
        assertEquals(Optional.of(Map.of(Identity.USER_ID, "u-1")), users.read(signed(claims().claim("name", null).build())));
    }

    static Stream<Arguments> worthless() {
        String good = signed(claims().build());
        String[] parts = good.split("\\.");
        String forged = signed(claims().subject("admin").build()).split("\\.")[1];
        return Stream.of(
                Arguments.of("algorithm none", new PlainJWT(claims().build()).serialize()),
                Arguments.of("algorithm none with the signature", new PlainJWT(claims().build()).serialize() + parts[2]),
                Arguments.of("another algorithm", signed(claims().build(), JWSAlgorithm.HS384, SECRET + SECRET)),
                Arguments.of("the same secret, another algorithm", signed(claims().build(), JWSAlgorithm.HS512, SECRET + SECRET)),
                Arguments.of("another secret", signed(claims().build(), JWSAlgorithm.HS256, "another-secret-of-thirty-two-bytes!")),
                Arguments.of("another issuer", signed(claims().issuer("elsewhere").build())),
                Arguments.of("no issuer", signed(claims().issuer(null).build())),
                Arguments.of("no expiry", signed(claims().expirationTime(null).build())),
                Arguments.of("expired", signed(claims().expirationTime(Date.from(NOON.minusSeconds(31))).build())),
                Arguments.of("not yet", signed(claims().notBeforeTime(Date.from(NOON.plusSeconds(31))).build())),
                Arguments.of("no subject", signed(claims().subject(null).build())),
                Arguments.of("blank subject", signed(claims().subject(" ").build())),
                Arguments.of("tampered claims", parts[0] + "." + forged + "." + parts[2]),
                Arguments.of("tampered signature", parts[0] + "." + parts[1] + "." + new StringBuilder(parts[2]).reverse()),
                Arguments.of("no signature", parts[0] + "." + parts[1] + "."),
                Arguments.of("two parts", parts[0] + "." + parts[1]),
                Arguments.of("too long", good + "a".repeat(9_000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("worthless")
    void takesEverythingElseForNothing(String what, String token) {
        assertEquals(Optional.empty(), users.read(token), what);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "...", "a.b.c", "{}", "null", "é.é.é"})
    void survivesWhatIsNoToken(String token) {
        assertEquals(Optional.empty(), users.read(token));
    }

    @Test
    void expiresAsTimeGoesBy() {
        String token = signed(claims().build());

        clock.advance(Duration.ofSeconds(329));
        assertEquals(true, users.read(token).isPresent());
        clock.advance(Duration.ofSeconds(1));
        assertEquals(Optional.empty(), users.read(token));
    }

    @Test
    void refusesAShortSecretWithoutShowingIt() {
        var refused = assertThrows(IllegalArgumentException.class, () -> new SignedUsers(new Secret("short"), clock));

        assertEquals(false, refused.getMessage().contains("short"));
    }

    /** Its UTF-8 would be that of the user "?". */
    @Test
    void takesAUserWithHalfACharacterForNobody() throws JOSEException {
        JWSObject token = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload("{\"iss\": \"open-webui\", \"sub\": \"\\ud800\","
                + " \"exp\": " + NOON.plusSeconds(300).getEpochSecond() + "}"));
        token.sign(new MACSigner(SECRET));

        assertEquals(Optional.empty(), users.read(token.serialize()));
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder().issuer("open-webui").subject("u-1").claim("name", "Ann").claim("email", "ann@example.com")
                .expirationTime(Date.from(NOON.plusSeconds(300)));
    }

    private static String signed(JWTClaimsSet claims) {
        return signed(claims, JWSAlgorithm.HS256, SECRET);
    }

    private static String signed(JWTClaimsSet claims, JWSAlgorithm algorithm, String secret) {
        try {
            SignedJWT jwt = new SignedJWT(new JWSHeader(algorithm), claims);
            jwt.sign(new MACSigner(secret));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
