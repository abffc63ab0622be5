package dev.talaria.it;

import dev.talaria.testing.Chats;
import dev.talaria.testing.RawConnection;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A request that servers read in different ways. {@code ~} is a line break, {@code @} the application's path, {@code {body}} and
 * {@code {chunks}} a chat after the head; what has no HTTP version in it gets one with host and key.
 *
 * @param outcomes on Tomcat, WildFly, Jetty, and of nginx in front of any of them: the status and, where the server itself refuses, in
 *     which shape: "error" that of this API, "json" another, "bare" none; "ours" is one by the application, "closed" no reply at all, "on"
 *     that nginx leaves it to the server
 */
record OddRequest(String text, List<String> outcomes) {
    private static final List<String> SERVERS = List.of("tomcat", "wildfly", "jetty");
    private static final String TABLE = """
            GET *                                          | 400 error | 400 error | 400 json | 400 error
            OPTIONS *                                      | 200       | 400 error | 200      | 400 error
            GET models                                     | 400 error | 400 error | 400 json | 400 error
            GET @v1/models~X-Hermes-Session-Id: a{9}b      | 400 ours  | 200       | 400 ours | on
            GET @v1/models~X-A: a{13}X-Request-Id: b       | 400 error | 200       | 400 json | 400 error
            GET @v1/models~X-A: a{10}X-B: b                | 200       | 200       | 200      | on
            GET @v1/models~X-A: a{0}b                      | 400 error | 400 ours  | 400 json | 400 error
            GET @v1/models~X-A: a{7}b                      | 400 error | 400 ours  | 400 json | on
            GET @v1/models~X-A: a{127}b                    | 400 error | 400 ours  | 400 json | on
            GET @v1/models~X-A: a~ b                       | 200       | 200       | 400 json | 400 error
            GET @v1/models~X-A : a                         | 400 error | 200       | 400 json | 400 error
            GET @v1/models~: a                             | 400 error | 200       | 400 json | 400 error
            GET @v1/models~no colon                        | 400 error | 200       | 400 json | on
            GET @v1/models~b@d: a                          | 400 error | 400 bare  | 400 json | on
            POST @c~Transfer-Encoding: xchunked{chunks}             | 501 error | 400 ours | 400 json | 501 error
            POST @c~Transfer-Encoding: chunked, chunked{chunks}     | 400 error | 400 ours | 400 json | 501 error
            POST @c~Transfer-Encoding: identity{body}               | 501 error | 400 ours | 400 json | 501 error
            POST @c~Transfer-Encoding: gzip, chunked{chunks}        | 501 error | 400 ours | 400 ours | 501 error
            POST @c~Transfer-Encoding: {11}chunked{chunks}          | 400 error | 400 ours | 400 json | 501 error
            POST @c~Transfer-Encoding: chunked~Transfer-Encoding: identity{chunks} | 400 error | 400 bare | 400 json | 400 error
            POST @c~Transfer-Encoding: chunked~Content-Length: 3{chunks}           | 200       | 400 bare | 400 json | 400 error
            POST @c~Content-Length: 3~Content-Length: {length}{body}               | 400 error | 400 bare | 400 json | 400 error
            POST @c~Content-Length: {length}, {length}{body}        | 400 error | 400 bare | 400 json | 400 error
            POST @c~Content-Length: +{length}{body}                 | 400 error | 400 bare | 400 json | 400 error
            POST @c~Content-Length: 99999999999999999999{body}      | 400 error | 400 bare | 400 json | 400 error
            POST @c~Transfer-Encoding: chunked~~zz~abc~0~~          | 400 ours  | closed   | 400 ours | 400 error
            POST @c~Expect: much~Content-Length: {length}{body}     | 417 error | 200      | 417 json | on
            GET @v1/models~X-A: {16k}                      | 200       | 200       | 200      | on
            GET @v1/models~X-A: {64k}                      | 400 error | 400 bare  | 431 json | 431 error
            GET @v1/models/{64k}                           | 400 error | 400 bare  | 414 json | 414 error
            GET @v1/models{150 headers}                    | 400 error | 200       | 200      | on
            GET @v1/models{250 headers}                    | 400 error | 400 bare  | 200      | on
            GET @v1/models?a=%zz                           | 200       | 400 bare  | 200      | on
            GET http://{host}@v1/models                    | 200       | 200       | 200      | on
            GET http://other.example@v1/models             | 400 error | 400 bare  | 400 json | on
            GET @v1/models HTTP/1.1~Authorization: Bearer {key} | 400 error | 400 bare | 400 json | 400 error
            GET @v1/models HTTP/1.0~Authorization: Bearer {key} | 200       | 200      | 200      | on
            POST @c HTTP/1.0~Host: a~Authorization: Bearer {key}~Transfer-Encoding: chunked{chunks} | 200 | 200 | 200 | 400 error
            GET @v1/models HTTP/2.0~Host: a                | 505 error | 400 bare  | 426 json | 505 error
            GET @..;/v1/models                             | 404 error | 404 ours  | 400 json | 400 error
            GET @;/../x                                    | 404 error | 404 ours  | 400 json | 400 error
            GET @a%2fb/../../x                             | 404 error | 404 error | 400 json | 400 error
            GET @%2e%2e;/x                                 | 404 error | 404 error | 400 json | 400 error
            GET @..%5cx                                    | 400 error | 404 ours  | 400 json | 400 error
            """;

    static Stream<OddRequest> all() {
        return TABLE.lines().map(line -> line.split(" *\\| "))
                .map(cells -> new OddRequest(cells[0], Stream.of(cells).skip(1).map(String::strip).toList()));
    }

    String onServer(String name) {
        return outcomes.get(IntStream.range(0, SERVERS.size()).filter(i -> name.startsWith(SERVERS.get(i))).findFirst().orElseThrow());
    }

    String onNginx() {
        return outcomes.get(SERVERS.size());
    }

    /** Sends it to an application and reads what comes, as the table would have it. */
    RawConnection.Reply sendTo(URI base) {
        String head = text.replace("@c", "@v1/chat/completions").replace(" @", " " + base.getRawPath())
                .replaceFirst("([a-z}])@v1", "$1" + base.getRawPath() + "v1")
                .replace("{150 headers}", headers(150)).replace("{250 headers}", headers(250))
                .replace("{16k}", "a".repeat(16_000)).replace("{64k}", "a".repeat(64_000)).replace("{host}", base.getAuthority());
        String line = head.split("[~{]", 2)[0];
        String whole = line.contains(" HTTP/") ? head
                : line + " HTTP/1.1~Host: " + base.getAuthority() + "~Authorization: Bearer {key}" + head.substring(line.length());
        String chat = Chats.body("say:hi");
        String end = "~Connection: close~~";
        String request = whole.contains("~~") ? whole.replaceFirst("~~", end)
                : whole.contains("{chunks}") ? whole.replace("{chunks}", end + Integer.toHexString(chat.length()) + "~" + chat + "~0~~")
                : whole.contains("{body}") ? whole.replace("{body}", end + chat) : whole + end;
        for (int c : new int[] {0, 7, 9, 10, 11, 13, 127}) {
            request = request.replace("{" + c + "}", Character.toString(c));
        }
        try (RawConnection connection = RawConnection.open(base)) {
            return connection.send(request.replace("{key}", DeployedTalaria.KEY).replace("{length}", Integer.toString(chat.length()))
                    .replace("~", "\r\n")).reply();
        }
    }

    private static String headers(int number) {
        return IntStream.range(0, number).mapToObj(i -> "~X-" + i + ": a").collect(Collectors.joining());
    }

    /** Status and shape of a reply. */
    static String outcome(RawConnection.Reply reply) {
        int status = reply.head().status();
        boolean error = reply.body().startsWith("{\"error\":");
        boolean known = reply.head().header("X-Request-Id").isPresent();
        String how = error ? known ? "ours" : "error" : reply.body().isEmpty() ? "bare" : reply.body().startsWith("{") ? "json" : "odd";
        return status < 400 ? Integer.toString(status) : status + " " + how;
    }

    static String type(RawConnection.Reply reply) {
        return reply.head().header("Content-Type").orElse("").split(";")[0].toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return text;
    }
}
