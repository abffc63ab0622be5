package dev.talaria.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.RawConnection;
import dev.talaria.testing.TestClient;
import org.junit.jupiter.api.Test;

/** Who is let in, and by which methods. */
class GateIT extends DeployedTalaria {
    @Test
    void tellsItsHealthToAnybody() {
        TestClient.Answer reply = new TestClient(base(), null).get("/health");

        assertEquals(200, reply.status(), reply::text);
        assertEquals("ok", reply.json().getString("status"));
    }

    @Test
    void refusesAWrongKey() {
        TestClient.Answer reply = new TestClient(base(), "wrong-key").get("/v1/models");

        assertEquals(401, reply.status(), reply::text);
        assertEquals("invalid_api_key", reply.error().getString("code"));
    }

    @Test
    void letsTheConfiguredKeyIn() {
        TestClient.Answer reply = client().get("/v1/models");

        assertEquals(200, reply.status(), reply::text);
        assertEquals("talaria", reply.json().getJsonArray("data").getJsonObject(0).getString("id"));
    }

    @Test
    void answersHeadLikeGetWithoutABody() {
        RawConnection.Head get = ask("GET", "v1/models").head();
        try (RawConnection connection = RawConnection.open(base())) {
            RawConnection.Head head = connection.send(head("HEAD", "v1/models") + "Connection: close\r\n\r\n").head();

            assertEquals(200, head.status());
            assertEquals(get.header("Content-Length"), head.header("Content-Length"));
            assertTrue(connection.rest().isEmpty(), "HEAD has no body");
        }
    }

    @Test
    void refusesPatchByNameAndSaysWhatWorks() {
        RawConnection.Reply reply = ask("PATCH", "v1/models", "Content-Length: 0");

        assertEquals(405, reply.head().status());
        assertTrue(reply.body().contains("\"code\":\"method_not_allowed\""), reply::body);
        assertEquals("GET, HEAD, OPTIONS", reply.head().header("Allow").orElse(""));
    }
}
