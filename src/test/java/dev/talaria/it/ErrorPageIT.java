package dev.talaria.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.RawConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is refused: an error of this API and never a page of the container. */
class ErrorPageIT extends DeployedTalaria {
    @ParameterizedTest
    @ValueSource(strings = {"", "nowhere", "v1", "v1/", "v1/models/", "index.jsp", "v1/models/%41%20b", "v1/models/caf%C3%A9"})
    void answersAnUnknownPathInJson(String path) {
        RawConnection.Whole reply = ask("GET", path);

        assertEquals(404, reply.head().status(), reply::toString);
        assertTrue(reply.body().startsWith("{\"error\":"), reply::toString);
    }

    /** Which of these reach the application is the container's affair; what has reached it is answered by it. */
    @ParameterizedTest
    @ValueSource(strings = {"v1//models", "v1/models/a%3Bb", "v1/models/%2F", "v1/models/%2f..", "v1/models/%00", "v1/models/%zz",
        "v1/models/%",
        "v1/%2e%2e/models", "v1/models/..;/x", "WEB-INF/web.xml", "META-INF/MANIFEST.MF", "v1/models;a=b",
        "v1/models/%5c", "v1/models/%C0%AF", "v1/models/a%0d%0ab"})
    void showsNoPageForAStrangePath(String path) {
        RawConnection.Whole reply = ask("GET", path);

        assertTrue(reply.head().status() == 400 || reply.head().status() == 404, reply::toString);
        assertTrue(isOurs(reply) || isTheContainers(reply), reply::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "TRACE", "BREW"})
    void refusesOtherMethodsInJson(String method) {
        RawConnection.Whole reply = ask(method, "v1/chat/completions");

        assertTrue(reply.head().status() == 405 && isOurs(reply) || isTheContainers(reply), reply::toString);
    }

    @Test
    void saysNothingOfTheServerBehindIt() {
        RawConnection.Whole reply = ask("GET", "nowhere");

        assertEquals("nosniff", reply.head().header("X-Content-Type-Options").orElse(""));
        assertTrue(reply.head().header("X-Powered-By").isEmpty(), reply::toString);
    }

    private static boolean isOurs(RawConnection.Whole reply) {
        return reply.head().header("X-Request-Id").isPresent() && reply.body().startsWith("{\"error\":");
    }

    /** Refused before the application was asked. */
    private static boolean isTheContainers(RawConnection.Whole reply) {
        return reply.head().header("X-Request-Id").isEmpty() && reply.head().status() >= 400;
    }
}
