package dev.talaria.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.RawConnection;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is refused: an error of this API and never a page of the container. */
class ErrorPageIT extends DeployedTalaria {
    @ParameterizedTest
    @ValueSource(strings = {"", "nowhere", "v1", "v1/", "v1//models", "v1/models/", "index.jsp",
        "v1/models/%41%20b", "v1/models/caf%C3%A9", "v1/models/a%3Bb"})
    void answersAnUnknownPathInJson(String path) {
        RawConnection.Whole reply = ask("GET", path);

        assertEquals(404, reply.head().status(), reply::toString);
        assertTrue(reply.body().startsWith("{\"error\":"), reply::toString);
    }

    /** Which of these reach the application is the container's affair; a page of its own they must not become. */
    @ParameterizedTest
    @ValueSource(strings = {"v1/models/%2F", "v1/models/%2f..", "v1/models/%00", "v1/models/%zz", "v1/models/%", "v1/%2e%2e/models",
        "v1/models/..;/x", "WEB-INF/web.xml", "META-INF/MANIFEST.MF", "v1/models;a=b", "v1/models/%5c", "v1/models/%C0%AF", "v1/models/a%0d%0ab"})
    void showsNoPageForAStrangePath(String path) {
        RawConnection.Whole reply = ask("GET", path);

        assertTrue(reply.head().status() == 400 || reply.head().status() == 404, reply::toString);
        assertFalse(reply.body().toLowerCase(Locale.ROOT).contains("<html"), reply::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "TRACE", "BREW"})
    void refusesOtherMethodsInJson(String method) {
        RawConnection.Whole reply = ask(method, "v1/chat/completions");

        assertTrue(reply.head().status() == 405 || reply.head().status() == 501, reply::toString);
        assertFalse(reply.body().toLowerCase(Locale.ROOT).contains("<html"), reply::toString);
    }

    @Test
    void saysNothingOfTheServerBehindIt() {
        RawConnection.Whole reply = ask("GET", "nowhere");

        assertEquals("nosniff", reply.head().header("X-Content-Type-Options").orElse(""));
        assertTrue(reply.head().header("X-Powered-By").isEmpty(), reply::toString);
    }
}
