package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.agent.Agents;
import dev.talaria.agent.Started;
import dev.talaria.agent.Turn;
import dev.talaria.api.http.Route;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.RunEnded;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.Usage;
import dev.talaria.run.Run;
import dev.talaria.run.RunId;
import dev.talaria.scope.Preferences;
import dev.talaria.scope.RequestScope;
import dev.talaria.testing.RecordedExchange;
import dev.talaria.tool.Toolset;
import dev.talaria.tool.Toolsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatEndpointTest {
    private static final Agents LENIENT = new Agents("talaria", "up", false, false);
    private static final Agents STRICT = new Agents("talaria", "up", true, false);
    private static final RunEnded HELLO =
            new RunEnded.RunCompleted(Message.assistant("hello"), List.of(), FinishReason.STOP, null, Usage.of(2, 1));

    private final List<Turn> turns = new ArrayList<>();

    @Test
    void repliesWithTheWholeRun() {
        RecordedExchange exchange = new RecordedExchange(body("\"model\":\"m\""));

        serve(LENIENT, exchange, HELLO, false);

        assertEquals("hello", exchange.json().getJsonArray("choices").getJsonObject(0).getJsonObject("message").getString("content"));
        assertEquals("chatcmpl-0a", exchange.json().getString("id"));
        assertEquals(1_700_000_000, exchange.json().getInt("created"));
        assertEquals("m", exchange.json().getString("model"));
        assertEquals(Map.of(), exchange.headers());
    }

    @Test
    void streamsTheRunAndCancelsItWithItsLastReader() {
        RecordedExchange exchange = new RecordedExchange(body("\"stream\":true"));

        serve(LENIENT, exchange, HELLO, false);

        assertTrue(exchange.streamed().contains("{\"content\":\"hello\"}"), exchange.streamed());
        assertTrue(exchange.streamed().contains("\"model\":\"talaria\""), exchange.streamed());
        assertTrue(exchange.streamed().endsWith("data: [DONE]\n\n"), exchange.streamed());
        assertEquals(Preferences.Disconnect.CANCEL, exchange.disconnect());
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void saysThatAReplyIsReplayed(boolean stream) {
        RecordedExchange exchange = new RecordedExchange(body("\"stream\":" + stream));

        serve(LENIENT, exchange, HELLO, true);

        assertEquals(Map.of("Idempotency-Replayed", "true"), exchange.headers());
    }

    @Test
    void failsAsTheRunFailed() {
        RecordedExchange exchange = new RecordedExchange(body("\"model\":\"m\""));
        RunEnded end = new RunEnded.RunFailed(Problem.of(ErrorCode.UPSTREAM_AUTH, "refused"), Message.assistant(""), Usage.NONE);

        ApiException thrown = assertThrows(ApiException.class, () -> serve(LENIENT, exchange, end, false));

        assertEquals(ErrorCode.UPSTREAM_AUTH, thrown.code());
    }

    @Test
    void startsTheTurnThatTheBodyDescribes() {
        RecordedExchange exchange = new RecordedExchange(body("\"stream\":true,\"temperature\":0.5,\"user\":\"u\""));

        serve(LENIENT, exchange, HELLO, false);

        Turn turn = turns.get(0);
        assertEquals("talaria", turn.model());
        assertEquals(List.of(Message.user("hi")), turn.conversation());
        assertEquals("{\"temperature\":0.5,\"user\":\"u\"}", turn.parameters().toString());
        assertEquals("fingerprint", turn.fingerprint());
        assertTrue(turn.stream());
        assertFalse(turn.task());
        assertEquals("u", exchange.facts().user().orElseThrow());
    }

    @Test
    void startsNothingForAnUnknownModelWhereNamesAreStrict() {
        RecordedExchange exchange = new RecordedExchange(body("\"model\":\"m\""));

        ApiException thrown = assertThrows(ApiException.class, () -> serve(STRICT, exchange, HELLO, false));

        assertEquals(ErrorCode.MODEL_NOT_FOUND, thrown.code());
        assertEquals("model", thrown.problem().param());
        assertEquals(List.of(), turns);
    }

    @Test
    void treatsANamedTaskAsOne() {
        Preferences task = new Preferences(false, null, Preferences.Multitask.ENQUEUE, Preferences.History.AUTO, true, "title_generation");

        serve(LENIENT, new RecordedExchange(body("\"stream\":true")).with(task), HELLO, false);

        assertTrue(turns.get(0).task());
    }

    @Test
    void treatsWhatTheTaskAgentIsAskedAsATask() {
        serve(STRICT, new RecordedExchange(body("\"model\":\"talaria-task\"")), HELLO, false);

        assertTrue(turns.get(0).task());
        assertEquals("talaria-task", turns.get(0).model());
    }

    @Test
    void knowsATaskByItsWords() {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"### Task:\\nGenerate a title\"}]}";

        serve(LENIENT, new RecordedExchange(body), HELLO, false);

        assertTrue(turns.get(0).task());
    }

    private void serve(Agents agents, RecordedExchange exchange, RunEnded end, boolean replayed) {
        Toolsets tools = new Toolsets(List.of(Toolset.planning()));
        ChatEndpoint endpoint = new ChatEndpoint((scope, turn) -> start(scope, turn, end, replayed), agents, tools, List.of("^### Task:"));
        Route route = endpoint.routes().get(0);
        route.action().serve(exchange);
    }

    private Started start(RequestScope scope, Turn turn, RunEnded end, boolean replayed) {
        turns.add(turn);
        Run run = new Run(new RunId("0a"), scope, Instant.ofEpochSecond(1_700_000_000), Run.MemoryState.NONE);
        run.append(new AgentEvent.RunStarted());
        run.append(new AgentEvent.TextDelta("hello", null));
        run.append(end);
        return new Started(run, replayed);
    }

    private static String body(String members) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]," + members + "}";
    }
}
