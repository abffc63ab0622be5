package dev.talaria.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.RawConnection;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a session key is and is not, the same wherever a turn begins. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionKeyServerTest {
    private static final String KEY = "X-Hermes-Session-Key";
    private static final String ID = "X-Hermes-Session-Id";
    private static final String AUTHORIZED = "Authorization: Bearer " + TestServer.KEY;
    private static final int OK = 0;

    @AutoClose
    private final TestServer server = TestServer.start();

    /**
     * @param status {@link #OK} for that of a request that is served
     * @param key    echoed; empty for none
     * @param code   of the error; empty for none
     */
    private record Row(String claim, List<String> headers, int status, String key, String code) {
        @Override
        public String toString() {
            return claim;
        }
    }

    private static Stream<Row> rows() {
        return Stream.of(
                new Row("is passed and echoed", List.of(AUTHORIZED, KEY + ": agent:main:user-42"), OK, "agent:main:user-42", ""),
                new Row("is independent of the session id", List.of(AUTHORIZED, KEY + ": user-42", ID + ": s-1"), OK, "user-42", ""),
                new Row("is none where it is absent", List.of(AUTHORIZED), OK, "", ""),
                new Row("is none where it is blank", List.of(AUTHORIZED, KEY + ":  "), OK, "", ""),
                new Row("is refused without an API key", List.of(KEY + ": user-42"), 401, "", "invalid_api_key"),
                new Row("has no tab within", List.of(AUTHORIZED, KEY + ": us\ter"), 400, "", "invalid_session_key"),
                new Row("has no control character of two bytes", List.of(AUTHORIZED, KEY + ": us\u00c2\u0085er"), 400, "",
                        "invalid_session_key"),
                new Row("has no control character that the server refuses first", List.of(AUTHORIZED, KEY + ": us\u0001er"), 400, "", ""),
                new Row("is UTF-8", List.of(AUTHORIZED, KEY + ": us\u00fcer"), 400, "", "invalid_session_key"),
                new Row("has 256 characters", List.of(AUTHORIZED, KEY + ": " + "k".repeat(256)), OK, "k".repeat(256), ""),
                new Row("has no more", List.of(AUTHORIZED, KEY + ": " + "k".repeat(257)), 400, "", "session_key_too_long"));
    }

    static Stream<Arguments> cases() {
        return Stream.of(Door.values()).flatMap(door -> rows().map(row -> Arguments.of(door, row)));
    }

    @ParameterizedTest(name = "{0}: a session key {1}")
    @MethodSource("cases")
    void aSessionKey(Door door, Row row) {
        String body = door.body("hi");
        RawConnection.Reply reply;
        try (RawConnection connection = RawConnection.open(server.base())) {
            reply = connection.send("POST " + door.path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                    + body.length() + "\r\n" + String.join("\r\n", row.headers()) + "\r\n\r\n" + body).reply();
        }

        assertEquals(row.status() == OK ? door.served : row.status(), reply.head().status(), reply::toString);
        assertEquals(row.key(), reply.head().header(KEY).orElse(""));
        assertTrue(row.code().isEmpty() || reply.body().contains("\"code\":\"" + row.code() + "\""), reply::body);
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void reachesTheAgent(Door door) {
        String word = "word" + door.name().toLowerCase();
        TestClient ann = server.client().with(KEY, "ann-by-" + door);
        TestClient bob = server.client().with(KEY, "bob-by-" + door);
        door.told(ann, door.ask(ann.with(ID, "monday-" + door), "The password of the vault is " + word));

        assertTrue(asked(door, ann.with(ID, "tuesday-" + door)).contains(word));
        assertFalse(asked(door, bob.with(ID, "wednesday-" + door)).contains(word));
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void comesBackOnStreams(Door door) {
        try (var stream = server.client().with(KEY, "ann").stream(door.path, door.streamed("hi"))) {
            assertEquals("ann", stream.header(KEY).orElse(""));
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void withoutOneNothingIsRemembered(Door door) {
        assertEquals("none", door.ask(server.client(), "hi").header("X-Hermes-Memory").orElse(""));
        assertNotEquals("none", door.ask(server.client().with(KEY, "ann"), "hi").header("X-Hermes-Memory").orElse("none"));
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void isRefusedWhereNoApiKeyIsConfigured(Door door) {
        try (TestServer open = TestServer.start(Map.of("talaria.api-key", "", "talaria.anonymous", "true"))) {
            TestClient.Answer refused = door.ask(open.client(null).with(KEY, "user-42"), "hi");

            assertEquals(403, refused.status());
            assertEquals("session_header_not_allowed", refused.error().getString("code"));
            assertTrue(refused.error().getString("message").contains("requires API key authentication"), refused::text);
        }
    }

    @Test
    void isAdvertised() {
        assertEquals(KEY, server.client().get("/v1/capabilities").json().getJsonObject("features").getString("session_key_header"));
    }

    private static String asked(Door door, TestClient client) {
        return door.told(client, door.ask(client, "What is the password of the vault?"));
    }
}
