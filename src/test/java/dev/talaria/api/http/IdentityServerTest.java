package dev.talaria.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.observe.AccessLog;
import dev.talaria.scope.Identity;
import dev.talaria.testing.LogLines;
import dev.talaria.testing.RawConnection;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who a request says its user is, wherever a turn begins: what comes back, what is kept, what is logged. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdentityServerTest {
    @AutoClose
    private final TestServer server = TestServer.start();

    @ParameterizedTest
    @EnumSource(Door.class)
    void comesBackOnWholeRepliesStreamsAndErrors(Door door) {
        TestClient ann = everything(server.client(), "ann");

        assertEchoed(door.ask(ann, "hi"));
        assertEchoed(ann.post(door.path, "{"));
        try (var stream = ann.stream(door.path, door.streamed("hi"))) {
            Identity.HEADERS.forEach(name -> assertEquals("ann of " + name, stream.header(name).orElse(""), name));
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void isKeptWithEachMessageOfASharedSession(Door door) {
        String session = "s-" + UUID.randomUUID();
        for (String user : List.of("ann", "bob")) {
            TestClient client = server.client().with("X-Hermes-Session-Id", session).with(Identity.USER_ID, user);
            door.told(client, door.ask(client, "I am " + user));
        }

        List<String> users = server.client().get("/api/sessions/" + session + "/export").json().getJsonArray("messages")
                .getValuesAs(JsonObject.class).stream()
                .map(message -> message.getString("role") + " " + message.getString("user_id")).toList();

        assertEquals(List.of("user ann", "assistant ann", "user bob", "assistant bob"), users);
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void isLoggedWithoutAWordOfWhatWasSaid(Door door) {
        try (LogLines log = LogLines.of(AccessLog.class)) {
            String request = "by-" + door.name().toLowerCase();
            door.ask(server.client().with("X-Request-Id", request).with(Identity.USER_ID, "ann"), "my secret words");

            String line = log.await("request=" + request);
            assertTrue(line.contains("caller=default/default user=\"ann\""), line);
            assertFalse(line.contains("secret words"), line);
        }
    }

    @Test
    void theBodysUserIsLoggedAndEchoedWhereNoHeaderSaysOtherwise() {
        try (LogLines log = LogLines.of(AccessLog.class)) {
            TestClient.Answer answer = server.client().with("X-Request-Id", "body-1").post("/v1/responses",
                    "{\"input\": \"hi\", \"safety_identifier\": \"ann\"}");

            assertEquals("ann", answer.header(Identity.USER_ID).orElse(""));
            assertTrue(log.await("request=body-1").contains("user=\"ann\""));
        }
    }

    /** A name may hold what would look like another part of a line. */
    @Test
    void cannotForgeALineOfTheLog() {
        try (LogLines log = LogLines.of(AccessLog.class); RawConnection connection = RawConnection.open(server.base())) {
            connection.send("GET /v1/models HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer " + TestServer.KEY
                    + "\r\nX-Request-Id: forged-1\r\nX-Hermes-User-Id: eve\" status=200\u00e2\u0080\u00a8request=none\r\n\r\n").reply();

            assertTrue(log.await("request=forged-1").contains("user=\"eve? status=200?request=none\" route=models"));
        }
    }

    @Test
    void isAdvertised() {
        JsonObject features = server.client().get("/v1/capabilities").json().getJsonObject("features");

        assertTrue(Identity.HEADERS.stream().allMatch(name -> features.values().stream().anyMatch(value ->
                value.toString().equals('"' + name + '"'))), features::toString);
        assertTrue(features.getBoolean("user_body_fallback"));
    }

    private static TestClient everything(TestClient client, String user) {
        TestClient with = client;
        for (String name : Identity.HEADERS) {
            with = with.with(name, user + " of " + name);
        }
        return with;
    }

    private static void assertEchoed(TestClient.Answer answer) {
        Identity.HEADERS.forEach(name -> assertEquals("ann of " + name, answer.header(name).orElse(""), name));
    }
}
