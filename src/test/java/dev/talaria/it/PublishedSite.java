package dev.talaria.it;

import dev.talaria.testing.Chats;
import dev.talaria.testing.RawConnection;
import dev.talaria.testing.TestClient;
import jakarta.json.JsonObject;
import java.net.URI;

/**
 * A deployed application, as its clients reach it.
 *
 * @param base with a slash at its end
 */
record PublishedSite(URI base) {
    TestClient client() {
        return new TestClient(base, DeployedTalaria.KEY);
    }

    /** Sends a request without a body, on a connection of its own. */
    RawConnection.Reply ask(String method, String path, String... headers) {
        try (RawConnection connection = RawConnection.open(base)) {
            return connection.send(head(method, path, headers) + "Connection: close\r\n\r\n").reply();
        }
    }

    /** Asks for a stream and returns before its first byte. */
    RawConnection stream(String message) {
        return stream(RawConnection.open(base), message);
    }

    RawConnection stream(RawConnection connection, String message) {
        return chat(connection, Chats.streamed(message));
    }

    RawConnection chat(RawConnection connection, String body) {
        return connection.send(head("POST", "v1/chat/completions", "Content-Type: application/json", "Content-Length: " + body.length())
                + "\r\n" + body);
    }

    /** Request line, host, key and these headers, without the empty line. */
    String head(String method, String path, String... headers) {
        StringBuilder head = new StringBuilder(method + " " + base.getRawPath() + path + " HTTP/1.1\r\nHost: " + base.getAuthority()
                + "\r\nAuthorization: Bearer " + DeployedTalaria.KEY + "\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.toString();
    }

    int activeRuns() {
        return queues().getInt("active_api_runs");
    }

    /** How many exchanges the container has not ended. */
    int openReplies() {
        return queues().getInt("open_replies");
    }

    private JsonObject queues() {
        return client().get("/health/detailed").json().getJsonObject("readiness").getJsonObject("checks")
                .getJsonObject("background_queues");
    }
}
