package dev.talaria.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.RawConnection;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is refused: an error of this API, or at least nothing that tells which server stands behind it. */
class ErrorPageIT extends DeployedTalaria {
    private static final List<String> SERVERS = List.of("tomcat10", "tomcat11", "wildfly", "jetty");
    /** Names, versions, stacks. */
    static final Pattern TALKATIVE = Pattern.compile(
            "(?i)tomcat|catalina|coyote|jetty|undertow|wildfly|jboss|exception|\\bat [a-z.]+\\(|(?<![\\d.])\\d+\\.\\d+\\.\\d+(?![\\d.])");
    private static final Pattern PAGE = Pattern.compile("(?i)<html|<h1|<pre|<title");

    @ParameterizedTest
    @ValueSource(strings = {"", "nowhere", "v1", "v1/", "v1/models/", "index.jsp", "v1/models/%41%20b", "v1/models/caf%C3%A9"})
    void answersAnUnknownPathInJson(String path) {
        RawConnection.Reply reply = ask("GET", path);

        assertEquals(404, reply.head().status(), reply::toString);
        assertTrue(reply.body().startsWith("{\"error\":"), reply::toString);
    }

    /**
     * Which of these reach the application is the container's affair: "ours" says that one does, or that the container has it answered
     * by our page; "error" is one by the container itself in the same shape, "json" in another, "bare" none. {@code ~} is a line break.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            GET @v1//models | 404 ours | 404 ours | 404 ours | 400 json
            GET @v1/models/a%3Bb | 404 ours | 404 ours | 404 ours | 404 ours
            GET @v1/models;a=b | 404 ours | 404 ours | 404 ours | 404 ours
            GET @v1/models/..;/x | 404 ours | 404 ours | 404 ours | 400 json
            GET @v1/models/%2F | 404 ours | 404 ours | 404 ours | 400 json
            GET @v1/models/%2f.. | 404 ours | 404 ours | 404 ours | 400 json
            GET @v1/models/%5c | 400 error | 400 error | 404 ours | 400 json
            GET @v1/%2e%2e/models | 404 ours | 404 ours | 404 ours | 400 json
            GET @v1/../../../etc/passwd | 400 error | 400 error | 404 error | 400 json
            GET @v1/models/%00 | 400 error | 400 error | 404 ours | 400 json
            GET @v1/models/%zz | 400 error | 400 error | 400 bare | 400 json
            GET @v1/models/% | 400 error | 400 error | 400 bare | 400 json
            GET @v1/models/%C0%AF | 400 error | 400 error | 404 ours | 400 json
            GET @v1/models/a%0d%0ab | 404 ours | 404 ours | 404 ours | 400 json
            GET @v1/models/<a>{b}"c"^`d | 400 error | 400 error | 400 bare | 400 json
            GET @v1/models/a\\b | 400 error | 400 error | 400 bare | 400 json
            GET @v1/models/caf\u00e9 | 400 error | 400 error | 400 bare | 400 json
            GET @v1/models#part | 400 error | 400 error | 400 bare | 400 json
            GET @v1/models a | 400 error | 400 error | 400 bare | 400 json
            GET @{long} | 400 error | 400 error | 400 bare | 414 json
            GET @WEB-INF/web.xml | 404 ours | 404 ours | 404 error | 404 ours
            GET @web-inf/web.xml | 404 ours | 404 ours | 404 error | 404 ours
            GET @META-INF/MANIFEST.MF | 404 ours | 404 ours | 404 error | 404 ours
            GET @refused | 404 ours | 404 ours | 404 ours | 404 ours
            PUT @v1/chat/completions | 405 ours | 405 ours | 405 ours | 405 ours
            PATCH @v1/chat/completions | 405 ours | 405 ours | 405 ours | 405 ours
            TRACE @v1/chat/completions | 405 ours | 405 ours | 405 bare | 403 bare
            BREW @v1/chat/completions | 405 ours | 405 ours | 405 ours | 405 ours
            get @v1/models | 405 ours | 405 ours | 405 ours | 405 ours
            G@T @v1/models | 400 error | 400 error | 400 bare | 400 json
            CONNECT @v1/models | 501 error | 501 error | 405 ours | 400 json
            GET v1/models | 400 error | 400 error | 404 error | 400 json
            GET @v1/models HTTP/1.1~Host: a b | 400 error | 400 error | 400 bare | 400 json
            GET @v1/models HTTP/1.1~Host: a~Host: b | 400 error | 400 error | 400 bare | 400 json
            GET @v1/models HTTP/1.1~Accept: */* | 400 error | 400 error | 400 bare | 400 json
            GET @v1/models HTTP/3.7~Host: a | 505 error | 505 error | 400 bare | 505 json
            GET @v1/models HTP/1.1~Host: a | 505 error | 505 error | 400 bare | 505 json
            GET @nowhere HTTP/1.1~Host: a~no colon | 400 error | 400 error | 401 ours | 400 json
            GET @nowhere HTTP/1.1~Host: a~b@d: c | 400 error | 400 error | 400 bare | 400 json
            GET @nowhere HTTP/1.1~Host: a~X: {long} | 400 error | 400 error | 400 bare | 431 json
            POST @nowhere HTTP/1.1~Host: a~Content-Length: x | 400 error | 400 error | 400 bare | 400 json
            POST @nowhere HTTP/1.1~Host: a~Content-Length: -1 | 400 error | 400 error | 400 bare | 400 json
            POST @nowhere HTTP/1.1~Host: a~Transfer-Encoding: odd | 501 error | 501 error | 400 ours | 400 json
            POST @nowhere HTTP/1.1~Host: a~Transfer-Encoding: xchunked | 501 error | 501 error | 400 ours | 400 json
            POST @nowhere HTTP/1.1~Host: a~Transfer-Encoding: chunked, identity | 400 error | 400 error | 400 ours | 400 json
            POST @nowhere HTTP/1.1~Host: a~Expect: much | 417 error | 417 error | 401 ours | 417 json
            """)
    void tellsNothingOfTheServer(ArgumentsAccessor row) {
        RawConnection.Reply reply = send(row.getString(0));

        String said = reply.head() + reply.body();
        assertTrue(reply.head().status() >= 400, reply::toString);
        assertFalse(TALKATIVE.matcher(said).find(), reply::toString);
        assertFalse(PAGE.matcher(said).find(), reply::toString);
        assertEquals(row.getString(1 + SERVERS.indexOf(server())), outcome(reply), reply::toString);
    }

    @Test
    void saysNothingOfTheServerBehindIt() {
        RawConnection.Reply reply = ask("GET", "nowhere");

        assertEquals("nosniff", reply.head().header("X-Content-Type-Options").orElse(""));
        assertTrue(reply.head().header("X-Powered-By").isEmpty(), reply::toString);
    }

    private RawConnection.Reply send(String row) {
        String request = row.replace(" @", " " + base().getRawPath()).replace("{long}", "x".repeat(100_000));
        try (RawConnection connection = RawConnection.open(base())) {
            return connection.send(request.contains("~") ? request.replace("~", "\r\n") + "\r\nConnection: close\r\n\r\n"
                    : request + " HTTP/1.1\r\nHost: " + base().getAuthority() + "\r\nAuthorization: Bearer " + KEY
                            + "\r\nConnection: close\r\n\r\n").reply();
        }
    }

    private static String outcome(RawConnection.Reply reply) {
        boolean error = reply.body().startsWith("{\"error\":");
        boolean known = reply.head().header("X-Request-Id").isPresent();
        String how = error ? known ? "ours" : "error" : reply.body().isEmpty() ? "bare" : reply.body().startsWith("{") ? "json" : "odd";
        return reply.head().status() + " " + how;
    }
}
