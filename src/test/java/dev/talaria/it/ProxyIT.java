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
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Behind nginx, as deploy/ sets it up. */
class ProxyIT extends DeployedTalaria {
    @TempDir
    private Path folder;
    private Nginx nginx;
    private URI address;

    @BeforeEach
    void startNginx() throws IOException, InterruptedException {
        Assumptions.assumeTrue(Programs.areInstalled("nginx"), "nginx is not installed");
        nginx = Nginx.start(Path.of("deploy/nginx/talaria.conf"), base(), folder);
        address = nginx.address(base().getRawPath());
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

    private boolean listens() {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
