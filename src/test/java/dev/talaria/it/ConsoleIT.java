package dev.talaria.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.RawConnection;
import dev.talaria.testing.TestClient;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The console's files in the packaged application, below its context path. */
class ConsoleIT extends DeployedTalaria {
    @ParameterizedTest
    @CsvSource({"console/,text/html,<title>Talaria</title>", "console/js/app.js,text/javascript,import ",
        "console/css/base.css,text/css,:root", "console/lib/marked.js,text/javascript,marked",
        "console/lib/purify.js,text/javascript,DOMPurify"})
    void serves(String path, String type, String content) {
        TestClient.Answer answer = nobody().get("/" + path);

        assertEquals(200, answer.status(), answer::text);
        assertTrue(answer.header("Content-Type").orElse("").startsWith(type), () -> answer.headers().toString());
        assertTrue(answer.header("Content-Security-Policy").orElse("").startsWith("default-src 'none'; script-src 'self'"));
        assertTrue(answer.text().contains(content));
        assertEquals(304, nobody().with("If-None-Match", answer.header("ETag").orElseThrow()).get("/" + path).status());
    }

    @Test
    void leadsABrowserToTheConsole() {
        TestClient.Answer answer = nobody().with("Accept", "text/html").get("/");

        assertEquals(302, answer.status());
        assertEquals("console/", answer.header("Location").orElse(""));
        assertEquals(401, nobody().get("/").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"console/../WEB-INF/web.xml", "console/%2e%2e/WEB-INF/web.xml", "console/..;/WEB-INF/web.xml",
        "console/js/missing.js", "console/js/", "console/index.html;x", "console/..%5cWEB-INF/web.xml"})
    void servesNothingElse(String path) {
        RawConnection.Reply reply = ask("GET", path);

        assertTrue(List.of(400, 401, 404).contains(reply.head().status()), () -> path + " " + reply);
    }

    private TestClient nobody() {
        return new TestClient(base(), null);
    }
}
