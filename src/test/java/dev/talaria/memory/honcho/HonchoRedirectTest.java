package dev.talaria.memory.honcho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.config.HonchoConfig;
import dev.talaria.json.Json;
import dev.talaria.memory.honcho.wire.Answer;
import dev.talaria.memory.honcho.wire.Call;
import dev.talaria.memory.honcho.wire.HonchoClient;
import dev.talaria.memory.honcho.wire.HonchoFault;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.SeenRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Honcho that sends its caller elsewhere, as one behind a proxy with another path or with https does. */
class HonchoRedirectTest {
    private final ScriptedUpstream server = new ScriptedUpstream();
    private final HonchoFixture fixture = new HonchoFixture();
    private final HonchoClient client = fixture.client(HonchoFixture.config(server.baseUrl(), HonchoFixture.HASHED,
            HonchoConfig.Recall.HYBRID, 0));

    @AfterEach
    void close() throws IOException {
        client.close();
        fixture.close();
        server.close();
    }

    private Answer send() {
        return client.send(Call.write("t", "PUT", "/x", Json.parse("{\"a\":1}"), Duration.ofSeconds(20)), null).join();
    }

    private static Script redirect(int status, String location) {
        return reply -> reply.whole(status, "text/html", "moved", "Location: " + location);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void isFollowedWithMethodBodyAndKey(int status) {
        server.answer(redirect(status, "/other/"), Script.json("{\"b\":2}"));

        assertEquals(2, send().object().getInt("b"));
        List<SeenRequest> seen = server.requests();
        assertEquals("PUT /other/", seen.get(1).method() + " " + seen.get(1).path());
        assertEquals(seen.get(0).body(), seen.get(1).body());
        assertEquals("Bearer workspace-key", seen.get(1).headers().get("authorization"));
    }

    @Test
    void isNotFollowedToAnotherServerAndNamesIt() {
        server.answer(redirect(301, "https://elsewhere.example/v3?token=x"));

        HonchoFault fault = assertInstanceOf(HonchoFault.class, assertThrows(CompletionException.class, this::send).getCause());

        assertEquals("Honcho answered 301: it redirects to https://elsewhere.example/v3, and redirects are not followed; correct its "
                + "base URL",
                fault.getMessage());
        assertEquals(HonchoFault.Kind.REFUSED, fault.kind());
    }

    @Test
    void isNotFollowedForEver() {
        server.answerAlways(request -> redirect(302, request.path().equals("/a") ? "/b" : "/a"));

        assertThrows(CompletionException.class, this::send);
        assertTrue(server.requests().size() <= 6);
    }
}
