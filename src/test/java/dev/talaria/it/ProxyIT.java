package dev.talaria.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Chats;
import dev.talaria.testing.Nginx;
import dev.talaria.testing.Programs;
import dev.talaria.testing.RawConnection;
import dev.talaria.testing.TestClient;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Behind nginx, as deploy/ sets it up. */
class ProxyIT extends DeployedTalaria {
    /** Many more than the wrong keys that an address has free a minute. */
    private static final int MANY = 300;

    @TempDir
    private Path folder;
    private Nginx nginx;
    private URI address;

    @BeforeEach
    void startNginx() throws IOException, InterruptedException {
        Assumptions.assumeTrue(Programs.areInstalled("nginx"), "nginx is not installed");
        start(Files.readString(Path.of("deploy/nginx/talaria.conf")), base().getRawPath());
    }

    private void start(String site, String path) throws IOException, InterruptedException {
        nginx = Nginx.start(site, base(), folder);
        address = nginx.address(path);
        await(this::listens, () -> "nginx does not listen");
    }

    @AfterEach
    void stopNginx() {
        if (nginx != null) {
            nginx.close();
        }
    }

    @Test
    void passesAStreamOnPieceByPiece() {
        try (RawConnection stream = stream(RawConnection.open(address), "tokens:1000 && slow:100")) {
            stream.until("w3");

            assertTrue(activeRuns() > 0, "the run goes on");
        }
    }

    @Test
    void passesCommentsOnInSilence() {
        try (RawConnection stream = stream(RawConnection.open(address), "say:late && slow:4000")) {
            String before = stream.until(": keepalive");

            assertFalse(before.contains("[DONE]"), before);
        }
    }

    @Test
    void stopsTheRunOfAClientThatLeft() {
        awaitNoRuns();
        try (RawConnection stream = stream(RawConnection.open(address), "tokens:10000 && slow:200")) {
            stream.until("w1");
        }

        awaitNoRuns();
    }

    @Test
    void tellsErrorsAsTheyAre() {
        TestClient.Answer reply = new TestClient(address, "wrong-key").chat("say:no");

        assertEquals(401, reply.status());
        assertEquals("invalid_api_key", reply.error().getString("code"));
    }

    @Test
    void servesSeveralRequestsOverItsConnections() {
        TestClient client = new TestClient(address, KEY);

        for (int i = 0; i < 5; i++) {
            assertEquals("number " + i, client.chat("say:number " + i).content());
            assertTrue(client.stream(Chats.streamed("tokens:20")).chatText().endsWith("w19"));
        }
    }

    @Test
    void passesOnTheRefusalOfABodyBeyondTheLimit() {
        TestClient.Answer reply = new TestClient(address, KEY).post("/v1/chat/completions", "x".repeat(MAX_BODY_BYTES + 1));

        assertEquals(413, reply.status());
        assertEquals("body_too_large", reply.error().getString("code"));
    }

    @Test
    void answersItsOwnRefusalsAsTalariaDoes() throws IOException, InterruptedException {
        TestClient.Answer large = new TestClient(address, KEY).with("X-Request-Id", "mine").post("/v1/chat/completions",
                "x".repeat(11_000_000));
        nginx.close();
        nginx = Nginx.start(Files.readString(Path.of("deploy/nginx/talaria.conf")), URI.create("http://127.0.0.1:1"), folder);
        address = nginx.address(base().getRawPath());
        await(this::listens, () -> "nginx does not listen");
        TestClient.Answer away = new TestClient(address, KEY).get("/v1/models");

        assertEquals(413, large.status());
        assertEquals("body_too_large", large.error().getString("code"));
        assertEquals("application/json", large.header("Content-Type").orElse(""));
        assertEquals("mine", large.header("X-Request-Id").orElse(""));
        assertEquals(502, away.status());
        assertEquals("server_unavailable", away.error().getString("code"));
        assertTrue(away.header("X-Request-Id").isPresent());
    }

    @Test
    void keepsTheIdOfARequestAndGivesOneToOthers() {
        assertEquals("mine", new TestClient(address, KEY).with("X-Request-Id", "mine").get("/v1/models").header("X-Request-Id").orElse(""));
        assertTrue(new TestClient(address, KEY).get("/v1/models").header("X-Request-Id").orElse("").matches("[0-9a-f]{32}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/index.html", "/talaria", "/manager/html", "/docs/", "/talariax/", "//", "/talaria/../manager/html"})
    void publishesNothingElseOfTheServer(String path) {
        try (RawConnection connection = RawConnection.open(address)) {
            RawConnection.Reply reply = connection.send("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").reply();

            assertEquals("404 ours", OddRequest.outcome(reply), reply::toString);
            assertEquals("application/json", OddRequest.type(reply));
        }
    }

    static Stream<OddRequest> requests() {
        return OddRequest.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void refusesOddRequestsOrLeavesThemToTheServer(OddRequest request) {
        RawConnection.Reply reply = request.sendTo(address);

        assertFalse(ErrorPageIT.TALKATIVE.matcher(reply.head() + reply.body()).find(), reply::toString);
        assertTrue(reply.body().isEmpty() || OddRequest.type(reply).equals("application/json"), reply::toString);
        if (!request.onNginx().equals("on")) {
            assertEquals(request.onNginx(), OddRequest.outcome(reply).replace("ours", "error"), reply::toString);
        }
    }

    @Test
    void tellsClientsApartAndBelievesNoneOfThem() {
        boolean refused = IntStream.range(0, MANY).anyMatch(i -> statusOfAWrongKey("127.0.0.2", "10.0.0." + i % 256) == 429);

        assertTrue(refused, "each attempt counted as another client's");
        assertEquals(401, statusOfAWrongKey("127.0.0.3", "127.0.0.2"));
    }

    @Test
    void servesUnderAnotherPath() throws IOException, InterruptedException {
        nginx.close();
        String site = Files.readString(Path.of("deploy/nginx/talaria.conf"));
        site = Nginx.replaced(site, "location /talaria/ {", "location /outside/ {");
        start(Nginx.replaced(site, "proxy_pass http://talaria;", "proxy_pass http://talaria" + base().getRawPath() + ";"), "/outside/");
        TestClient client = new TestClient(address, KEY);

        assertEquals("Hello", client.chat("say:Hello").content());
        assertTrue(client.stream(Chats.streamed("tokens:20")).chatText().endsWith("w19"));
        assertEquals("not_found", client.get("/nowhere").error().getString("code"));
    }

    private int statusOfAWrongKey(String from, String said) {
        try (RawConnection connection = RawConnection.from(from, address)) {
            return connection.send("GET " + address.getRawPath() + "v1/models HTTP/1.1\r\nHost: " + address.getAuthority()
                    + "\r\nAuthorization: Bearer wrong-" + said + "\r\nX-Forwarded-For: " + said
                    + "\r\nConnection: close\r\n\r\n").reply().head().status();
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
