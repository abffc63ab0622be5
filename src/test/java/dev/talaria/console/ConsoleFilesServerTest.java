package dev.talaria.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.RawConnection;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the console, which are open, and what is not. */
class ConsoleFilesServerTest {
    private static final Path FOLDER = Path.of("webapp/console");
    private static TestServer server;
    private static TestClient nobody;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        nobody = server.client(null);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void servesEveryFileOfItsFolderToAnybody() throws IOException {
        List<String> names;
        try (Stream<Path> files = Files.walk(FOLDER)) {
            names = files.filter(Files::isRegularFile).map(file -> FOLDER.relativize(file).toString().replace('\\', '/')).toList();
        }

        assertTrue(names.size() > 20, names::toString);
        for (String name : names) {
            TestClient.Answer answer = nobody.get("/console/" + name);
            assertEquals(200, answer.status(), name);
            assertEquals(Files.readString(FOLDER.resolve(name)), answer.text(), name);
        }
    }

    @ParameterizedTest
    @CsvSource({"/console/,text/html;charset=utf-8", "/console/css/base.css,text/css;charset=utf-8", "/console/favicon.svg,image/svg+xml",
        "/console/js/app.js,text/javascript;charset=utf-8", "/console/lib/marked.js,text/javascript;charset=utf-8",
        "/console/lib/purify.js,text/javascript;charset=utf-8"})
    void saysWhatAFileIsAndForbidsTheRest(String path, String type) {
        TestClient.Answer answer = nobody.get(path);

        assertEquals(200, answer.status(), path);
        assertEquals(type, answer.header("Content-Type").orElse("").toLowerCase().replace("; ", ";"));
        assertEquals(Optional.of("no-cache"), answer.header("Cache-Control"));
        assertEquals(Optional.of("nosniff"), answer.header("X-Content-Type-Options"));
        String policy = answer.header("Content-Security-Policy").orElse("");
        assertTrue(policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "), policy);
        assertFalse(policy.contains("unsafe"), policy);
    }

    @Test
    void sendsAnUnchangedFileOnce() {
        String etag = nobody.get("/console/js/app.js").header("ETag").orElseThrow();
        TestClient.Answer again = nobody.with("If-None-Match", etag).get("/console/js/app.js");

        assertEquals(304, again.status());
        assertEquals("", again.text());
        assertEquals(200, nobody.with("If-None-Match", "\"other\"").get("/console/js/app.js").status());
        assertNotEquals(etag, nobody.get("/console/js/api.js").header("ETag").orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/console/../WEB-INF/web.xml", "/console/%2e%2e/WEB-INF/web.xml", "/console/..%2fWEB-INF/web.xml",
        "/console/js/..;/../WEB-INF/web.xml", "/console//js/app.js", "/console/js/app.js;x=1", "/console/js/app.js/", "/console/JS/app.js",
        "/console/js%2fapp.js", "/console/./index.html", "/console/js", "/console/js/", "/console/web.xml", "/consolex/index.html",
        "/console/../v1/runs", "/console/js/../../v1/memory/items", "/console/index.html%00.js", "/console\\index.html"})
    void leadsNowhereElse(String path) {
        RawConnection.Reply reply = raw(path);

        assertTrue(List.of(400, 401, 404).contains(reply.head().status()), () -> path + " " + reply);
    }

    @Test
    void saysThatAFileIsMissingAsTheApiDoes() {
        TestClient.Answer answer = nobody.get("/console/js/missing.js");

        assertEquals(404, answer.status());
        assertEquals("not_found", answer.error().getString("code"));
    }

    @Test
    void isOnlyRead() {
        TestClient.Answer answer = nobody.post("/console/js/app.js", "{}");

        assertEquals(405, answer.status());
        assertEquals(Optional.of("GET, HEAD, OPTIONS"), answer.header("Allow"));
        assertEquals(200, nobody.send("HEAD", "/console/js/app.js", BodyPublishers.noBody()).status());
    }

    @Test
    void leadsABrowserFromTheRootAndNobodyElse() {
        TestClient.Answer browser = nobody.with("Accept", "text/html,application/xhtml+xml,*/*;q=0.8").get("/");

        assertEquals(302, browser.status());
        assertEquals(Optional.of("console/"), browser.header("Location"));
        assertEquals(401, nobody.get("/").status());
        assertEquals(404, server.client().with("Accept", "text/html").get("/").status());
        assertEquals(Optional.of("console/"), nobody.get("/console").header("Location"));
    }

    private static RawConnection.Reply raw(String path) {
        try (RawConnection connection = RawConnection.open(server.base())) {
            return connection.send("GET " + path + " HTTP/1.1\r\nHost: " + server.base().getAuthority()
                    + "\r\nConnection: close\r\n\r\n").reply();
        }
    }
}
