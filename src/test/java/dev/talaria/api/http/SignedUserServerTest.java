package dev.talaria.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestClient.Answer;
import dev.talaria.testing.TestServer;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignedUserServerTest {
    private static final String SECRET = "a-secret-of-at-least-thirty-two-bytes";
    private static final String TOKEN = "X-OpenWebUI-User-Jwt";
    private static final String USER = "X-Hermes-User-Id";

    @AutoClose
    private final TestServer server = TestServer.start(Map.of("talaria.user-token-secret", SECRET));
    private final TestClient open = server.client();
    private final TestClient signedOnly = server.client(open.post("/api/keys", """
            {"name": "signed", "identity": {"policy": "user", "signed_only": true}}""").json().getString("key"));

    @Test
    void takesTheUserOfTheToken() {
        Answer answer = signedOnly.with(TOKEN, token("ann")).chat("hi");

        assertEquals("ann", answer.header(USER).orElse(""));
        assertEquals("on", answer.header("X-Hermes-Memory").orElse(""));
    }

    @Test
    void aTokenOutweighsTheUnsignedHeadersOfOpenWebUi() {
        assertEquals("ann", open.with(TOKEN, token("ann")).with("X-OpenWebUI-User-Id", "eve").chat("hi").header(USER).orElse(""));
    }

    @Test
    void refusesAHeaderThatContradictsTheToken() {
        assertEquals(403, open.with(TOKEN, token("ann")).with(USER, "eve").chat("hi").status());
        assertEquals(200, open.with(TOKEN, token("ann")).with(USER, "ann").chat("hi").status());
    }

    @Test
    void refusesATokenThatProvesNothing() {
        Answer answer = open.with(TOKEN, token("ann") + "x").chat("hi");

        assertEquals(400, answer.status());
        assertEquals("invalid_identity_header", answer.error().getString("code"));
        assertEquals(TOKEN, answer.error().getString("param"));
    }

    @Test
    void withoutATokenNobodyIsKnownWhereUsersMustBeSigned() {
        Answer answer = signedOnly.with("X-OpenWebUI-User-Id", "ann").post("/v1/chat/completions",
                "{\"user\": \"ann\", \"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]}");

        assertEquals("", answer.header(USER).orElse(""));
        assertEquals("none", answer.header("X-Hermes-Memory").orElse(""));
        assertEquals(403, signedOnly.with(USER, "ann").chat("hi").status());
    }

    @Test
    void aTokenMeansNothingWithoutASecret() {
        try (TestServer plain = TestServer.start()) {
            assertEquals("", plain.client().with(TOKEN, token("ann")).chat("hi").header(USER).orElse(""));
        }
    }

    private static String token(String user) {
        try {
            SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), new JWTClaimsSet.Builder().issuer("open-webui").subject(user)
                    .expirationTime(Date.from(Instant.now().plusSeconds(300))).build());
            jwt.sign(new MACSigner(SECRET));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
