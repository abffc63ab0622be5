package dev.talaria.model.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.model.ModelRequests;
import dev.talaria.model.RecordingSink;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.SeenRequest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An upstream that sends its caller elsewhere. */
@Timeout(60)
class OpenAiRedirectTest {
    private final OpenAiFixture fixture = new OpenAiFixture();

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private static Script redirect(int status, String location) {
        return reply -> reply.whole(status, "text/html", "<h1>Moved</h1>", "Location: " + location);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void isFollowedAsTheSamePostWithItsBodyAndKey(int status) throws Exception {
        fixture.upstream.answer(redirect(status, "/openai/v1/chat/completions?a=b"));

        RecordingSink sink = fixture.ask(Script.chatText("found"));

        assertEquals("found", sink.text());
        List<SeenRequest> seen = fixture.upstream.requests();
        assertEquals(List.of("POST", "POST"), seen.stream().map(SeenRequest::method).toList());
        assertEquals("/openai/v1/chat/completions?a=b", seen.get(1).path());
        assertEquals("Bearer " + OpenAiFixture.KEY, seen.get(1).headers().get("authorization"));
        assertEquals(seen.get(0).body(), seen.get(1).body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"completions/", "//127.0.0.1:PORT/v1/chat/completions/", "http://127.0.0.1:PORT/v1/chat/completions/",
        "HTTP://127.0.0.1:PORT/v1/chat/completions/", "./completions/#top"})
    void isFollowedHoweverTheTargetIsWritten(String location) throws Exception {
        fixture.upstream.answer(redirect(308, location.replace("PORT", String.valueOf(fixture.upstream.baseUrl().getPort()))));

        assertEquals("found", fixture.ask(Script.chatText("found")).text());
        assertEquals("/v1/chat/completions/", fixture.upstream.lastRequest().path());
    }

    @Test
    void isFollowedSeveralTimes() throws Exception {
        fixture.upstream.answer(redirect(301, "/a"), redirect(302, "/b"), redirect(307, "/c"));

        assertEquals("found", fixture.ask(Script.chatText("found")).text());
        assertEquals("/c", fixture.upstream.lastRequest().path());
    }

    @Test
    void isFollowedThoughOneConnectionIsAllThereMayBe() throws Exception {
        fixture.upstream.answer(redirect(301, "/a"), Script.chatText("found"));
        OpenAiModel narrow = fixture.model(fixture.upstream.baseUrl(), OpenAiFixture.LONG, OpenAiFixture.LONG, OpenAiFixture.LONG, 1);

        assertEquals("found", fixture.ask(narrow, ModelRequests.streamed("hi")).text());
    }

    @Test
    void isFollowedWithoutReadingALongBodyToItsEnd() throws Exception {
        fixture.upstream.answer(reply -> {
            reply.begin(307, "text/html", "Location: /a");
            while (true) {
                reply.write("x".repeat(10_000));
            }
        });

        assertEquals("found", fixture.ask(Script.chatText("found")).text());
    }

    @Test
    void isFollowedWhereItsConnectionBreaks() throws Exception {
        fixture.upstream.answer(reply -> reply.begin(307, "text/html", "Location: /a").write("moved").cut());

        assertEquals("found", fixture.ask(Script.chatText("found")).text());
    }

    @Test
    void isNotFollowedToAnotherServerAndNamesIt() throws Exception {
        try (ScriptedUpstream other = new ScriptedUpstream()) {
            String target = "http://127.0.0.1:" + other.baseUrl().getPort() + "/v1/chat/completions";

            Problem problem = fixture.ask(redirect(307, target + "?token=hidden#x")).problem();

            assertEquals(ErrorCode.UPSTREAM_ERROR, problem.code());
            assertTrue(problem.message().startsWith("HTTP 307: the upstream redirects to " + target + " ("), problem.message());
            assertFalse(problem.message().contains("hidden"));
            assertTrue(problem.form().retryIsUseless());
            assertTrue(other.requests().isEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource({"https://elsewhere.example/v1,https://elsewhere.example/v1", "http://user:secret@127.0.0.1/v1,http://127.0.0.1/v1",
        "ftp://127.0.0.1/x,ftp://127.0.0.1/x", "http://[broken?key=hidden,http://[broken", "mailto:me@example.org,mailto:me@example.org"})
    void namesTheTargetWithoutItsSecrets(String location, String shown) throws Exception {
        String message = fixture.ask(redirect(302, location)).problem().message();

        assertTrue(message.startsWith("HTTP 302: the upstream redirects to " + shown + " ("), message);
        assertEquals(1, fixture.upstream.requests().size());
    }

    @Test
    void namesTheTargetThatCannotBeReached() throws Exception {
        String message = fixture.ask(redirect(308, "https://127.0.0.1:1/v1/x?key=hidden")).problem().message();

        assertTrue(message.endsWith(" (it redirects to https://127.0.0.1:1/v1/x; correct the base URL)"), message);
    }

    @Test
    void isNotFollowedForEver() throws Exception {
        fixture.upstream.answerAlways(request -> redirect(302, request.path().equals("/a") ? "/b" : "/a"));

        Problem problem = fixture.ask(redirect(302, "/a")).problem();

        assertEquals(ErrorCode.UPSTREAM_ERROR, problem.code());
        assertTrue(problem.message().contains("redirects to http://127.0.0.1:"), problem.message());
        assertTrue(fixture.upstream.requests().size() <= 6);
    }

    @Test
    void isNotFollowedToWhereItCameFrom() throws Exception {
        assertTrue(fixture.ask(redirect(302, "/v1/chat/completions")).problem().form().retryIsUseless());
        assertEquals(1, fixture.upstream.requests().size());
    }

    @Test
    void isAnErrorInItsOwnWordsWhereItNamesNoTarget() throws Exception {
        assertEquals("HTTP 302: Moved", fixture.ask(reply -> reply.whole(302, "text/html", "<h1>Moved</h1>")).problem().message());
    }

    @Test
    void leadsToAnErrorThatNamesThePathItLedTo() throws Exception {
        fixture.upstream.answer(redirect(301, "/login?next=x"));

        assertEquals("HTTP 404: Not Found (asked for /login; is the base URL right?)",
                fixture.ask(Script.error(404, "{\"detail\":\"Not Found\"}")).problem().message());
    }
}
