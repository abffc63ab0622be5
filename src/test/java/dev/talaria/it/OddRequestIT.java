package dev.talaria.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.RawConnection;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What deploy/README.md says of each server's own affairs. */
class OddRequestIT extends DeployedTalaria {
    static Stream<OddRequest> requests() {
        return OddRequest.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void isAnsweredAsTheTableSays(OddRequest request) {
        String expected = request.onServer(server());
        if (expected.equals("closed")) {
            assertThrows(AssertionError.class, () -> request.sendTo(base()), "the connection ends without a reply");
            return;
        }
        RawConnection.Reply reply = request.sendTo(base());

        assertEquals(expected, OddRequest.outcome(reply), reply::toString);
        assertFalse(ErrorPageIT.TALKATIVE.matcher(reply.head() + reply.body()).find(), reply::toString);
        String type = OddRequest.type(reply);
        boolean tomcats = server().startsWith("tomcat") && expected.endsWith("error");
        assertTrue(reply.body().isEmpty() || type.equals(tomcats ? "text/html" : "application/json"), reply::toString);
    }

    /** A server that has taken up the offer speaks HTTP/2 from then on, past whatever a proxy checks. */
    @Test
    void takesUpAnOfferOfHttp2OnWildFlyAlone() {
        String offer = head("GET", "v1/models", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c",
                "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA") + "\r\n";
        try (RawConnection connection = RawConnection.open(base())) {
            assertEquals(server().equals("wildfly") ? 101 : 200, connection.send(offer).head().status());
        }
    }

    @Test
    void asksForTheBodyBeforeItRefusesOnTomcatAlone() {
        String request = "POST " + base().getRawPath() + "v1/chat/completions HTTP/1.1\r\nHost: " + base().getAuthority()
                + "\r\nAuthorization: Bearer wrong\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n";
        try (RawConnection connection = RawConnection.open(base())) {
            String first = connection.send(request).line();

            assertTrue(first.startsWith("HTTP/1.1 " + (server().startsWith("tomcat") ? "100" : "401")), first);
        }
    }
}
