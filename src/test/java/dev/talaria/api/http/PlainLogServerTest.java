package dev.talaria.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.json.Json;
import dev.talaria.testing.LogLines;
import dev.talaria.testing.RawConnection;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whatever clients and the upstream send: a line of the log stays one line, and reads as it is written. */
class PlainLogServerTest {
    /** Turns what follows around, hides it, breaks the line, rings. */
    private static final String ODD = "a\u202Eb\u2066c\u200Fd\u2028e\u061Cf";
    private static final String WORSE = ODD + "\u0007\u001B[31m\r\nforged\u0085g\u0000";
    private static final Pattern UNFIT = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    @Test
    void showsNoTextFromOutsideThatMovesOrBreaksALine() throws Exception {
        try (LogLines log = LogLines.ofAll(); ScriptedUpstream upstream = new ScriptedUpstream();
                TestServer server = TestServer.over(upstream, Map.of("talaria.model.pass-through", "true"))) {
            upstream.answerAlways(request -> !request.body().contains("tools") ? Script.chatError(500, WORSE, WORSE)
                    : Script.chatError(400, "m does not support tools" + WORSE, WORSE));
            send(server, "POST", "/v1/chat/completions", chat(Map.of("model", "m" + ODD)));
            upstream.answerAlways(request -> request.body().contains("tools")
                    ? Script.chatError(400, "m does not support tools", "invalid_value")
                    : request.wantsStream() ? Script.chatStream("hi") : Script.chatText("hi"));

            for (String header : List.of("X-Hermes-Session-Key", "X-Hermes-Session-Id", "X-Hermes-User-Id", "X-Hermes-User-Name",
                    "X-Hermes-Chat-Id", "X-Hermes-Task", "X-Hermes-Unknown", "X-Request-Id", "X-Forwarded-For", "Origin",
                    "Idempotency-Key", "User-Agent")) {
                send(server, "POST", "/v1/chat/completions", chat(Map.of("model", "m" + ODD, "user", ODD)), header + ": " + ODD);
            }
            send(server, "POST", "/v1/chat/completions", chat(Map.of("model", "m" + WORSE, "user", WORSE)));
            send(server, "POST", "/v1/chat/completions", chat(Map.of("model", "m", "reasoning_effort", WORSE)));
            send(server, "POST", "/v1/responses", json(Map.of("input", WORSE, "model", WORSE, "conversation", WORSE)));
            send(server, "POST", "/v1/responses", "{\"input\": \"a\", \"tools\": [" + json(Map.of("type", WORSE)) + "]}");
            send(server, "POST", "/v1/runs", json(Map.of("input", WORSE, "session_id", ODD)));
            send(server, "POST", "/v1/memory/search", json(Map.of("query", WORSE)), "X-Hermes-Session-Key: " + ODD);
            send(server, "POST", "/api/sessions", json(Map.of("title", WORSE)));
            send(server, "POST", "/api/keys", json(Map.of("name", WORSE)));
            send(server, "GET", "/v1/models/%E2%80%AE%0A%07", "");
            send(server, "GET", "/api/sessions?q=%E2%80%AE%0A%07%00", "");
            send(server, "GET", "/v1/models", "", "X-Request-Id: the-last");
            log.await("request=the-last");
            log.await("refuses tools");
            log.await("failed: upstream_error");

            List<String> lines = log.lines().stream().flatMap(line -> line.strip().lines()).toList();
            assertTrue(lines.size() > 20, lines::toString);
            assertEquals(List.of(), lines.stream().filter(line -> UNFIT.matcher(line.replace("\t", "")).find()).toList());
            assertEquals(List.of(), lines.stream().filter(line -> line.startsWith("forged")).toList());
        }
    }

    private static String chat(Map<String, String> members) {
        return json(members).replaceFirst("}$", ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
    }

    private static String json(Map<String, String> members) {
        var json = Json.builders().createObjectBuilder();
        members.forEach(json::add);
        return json.build().toString();
    }

    private static void send(TestServer server, String method, String path, String body, String... headers) {
        String bytes = bytes(body);
        try (RawConnection connection = RawConnection.open(server.base())) {
            connection.send(method + " " + path + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + TestServer.KEY + "\r\n"
                    + bytes(String.join("\r\n", headers)) + (headers.length == 0 ? "" : "\r\n") + "Connection: close\r\nContent-Length: "
                    + bytes.length() + "\r\n\r\n" + bytes).reply();
        }
    }

    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
