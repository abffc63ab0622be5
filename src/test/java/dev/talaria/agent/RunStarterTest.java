package dev.talaria.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.agent.turn.Turn;
import dev.talaria.error.ErrorCode;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.AgentEvent.MemoryRecalled;
import dev.talaria.event.AgentEvent.ToolCompleted;
import dev.talaria.event.Cancellation.Reason;
import dev.talaria.event.ModelRuntime;
import dev.talaria.event.RunEnded;
import dev.talaria.event.RunEnded.RunCancelled;
import dev.talaria.event.RunEnded.RunCompleted;
import dev.talaria.event.RunEnded.RunFailed;
import dev.talaria.json.Json;
import dev.talaria.memory.MemoryTurn;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.Usage;
import dev.talaria.model.ModelRequest;
import dev.talaria.run.Run;
import dev.talaria.run.Run.MemoryState;
import dev.talaria.scope.Caller;
import dev.talaria.scope.Grants;
import dev.talaria.scope.Identity;
import dev.talaria.scope.Preferences;
import dev.talaria.scope.Preferences.History;
import dev.talaria.scope.Preferences.Multitask;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.testing.Scopes;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunStarterTest {
    private static final ModelRuntime SERVED = new ModelRuntime("default", "scripted", "talaria", "agent", false, false);
    private static final RequestScope SCOPE = Scopes.named("s1");

    private final Workshop workshop = new Workshop();

    @AfterEach
    void stop() {
        workshop.close();
    }

    @Test
    void answersPlainly() throws Exception {
        workshop.model.says("Hel", "lo");

        Run run = workshop.start(SCOPE, Workshop.turn("hi"));

        assertEquals(new RunCompleted(Message.assistant("Hello"), List.of(), FinishReason.STOP, null, Usage.of(1, 2), SERVED),
                Workshop.end(run));
        assertEquals(List.of("user: hi", "assistant: Hello"), workshop.transcript("s1"));
        assertEquals(List.of("hi", "Hello"), workshop.memory.texts());
        workshop.awaitNoRuns();
    }

    @Test
    void whoSeesTheEndMayBeginTheNextAtOnceThoughOnlyOneRunIsAllowed() throws Exception {
        Caller caller = new Caller("acme", "test", false, new Grants(Set.of(), 1));
        RequestScope scope = new RequestScope("req-1", caller, SessionRef.named("acme", "", "s1"), null, Identity.NONE, null, null);
        CountDownLatch watched = new CountDownLatch(1);
        workshop.model.then(sink -> {
            watched.await();
            sink.text("one", null);
            sink.completed(FinishReason.STOP, Usage.of(1, 1));
        });
        Run first = workshop.start(scope, Workshop.turn("one"));
        CompletableFuture<Run> next = new CompletableFuture<>();
        first.events().cursor(-1, () -> {
            if (first.events().hasEnded() && !next.isDone()) {
                try {
                    next.complete(workshop.start(scope, Workshop.turn("two")));
                } catch (RuntimeException refused) {
                    next.completeExceptionally(refused);
                }
            }
        });

        watched.countDown();

        assertInstanceOf(RunCompleted.class, Workshop.end(next.get(25, TimeUnit.SECONDS)));
    }

    @Test
    void theSecondTurnKnowsTheFirst() throws Exception {
        workshop.say("one");
        workshop.say("two");

        assertEquals(List.of("You are Talaria.", "one", "ok", "two"), prompt(1).stream().map(Message::text).toList());
        assertEquals(List.of("user: one", "assistant: ok", "user: two", "assistant: ok"), workshop.transcript("s1"));
    }

    @Test
    void usesAServerToolAndGoesOn() throws Exception {
        workshop.model.calls("c1", "todo", "{\"todos\":[\"buy milk\"]}").says("Noted.");

        Run run = workshop.start(SCOPE, Workshop.turn("remind me"));

        assertEquals("Noted.", Workshop.end(run).output().text());
        ToolCompleted step = Workshop.events(run).stream().filter(ToolCompleted.class::isInstance).map(ToolCompleted.class::cast)
                .findFirst().orElseThrow();
        assertFalse(step.failed());
        assertTrue(step.result().contains("buy milk"));
        assertEquals(step.result(), prompt(1).get(3).text());
        assertEquals(4, workshop.transcript("s1").size());
        assertEquals(List.of("remind me", "Noted."), workshop.memory.texts());
    }

    @Test
    void tellsTheModelThatACallIsDeniedAndGoesOn() throws Exception {
        workshop.model.calls("c1", "todo", "{\"clear\":true}").says("I may not.");

        RunEnded end = workshop.say("clear it");

        assertEquals("I may not.", end.output().text());
        assertTrue(prompt(1).get(3).text().startsWith("Error: Denied"), prompt(1).get(3)::text);
    }

    @Test
    void tellsTheModelThatAToolIsUnknownOrCalledBadlyAndGoesOn() throws Exception {
        workshop.model.calls("c1", "teleport", "{}", "c2", "todo", "{\"todos", "c3", "todo", "[]").says("Sorry.");

        RunEnded end = workshop.say("go");

        assertEquals("Sorry.", end.output().text());
        List<String> results = prompt(1).subList(3, 6).stream().map(Message::text).toList();
        assertEquals(List.of("Error: there is no tool with this name", "Error: the arguments are not valid JSON",
                "Error: the arguments must be a JSON object"), results);
    }

    @Test
    void aCallOfAClientToolEndsTheTurn() throws Exception {
        workshop.model.calls("c1", "weather", "{\"city\":\"Rome\"}");

        RunCompleted end = (RunCompleted) workshop.say("weather?");

        assertEquals(FinishReason.TOOL_CALLS, end.finish());
        assertEquals(List.of(new ToolCall("c1", "weather", "{\"city\":\"Rome\"}")), end.clientToolCalls());
        assertEquals(1, workshop.model.requests().size());
    }

    @Test
    void theClientsResultContinuesTheTurn() throws Exception {
        workshop.model.calls("c1", "weather", "{}").says("Sunny.");
        workshop.say("weather?");

        Run run = workshop.start(SCOPE, Workshop.turn(Message.user("weather?"),
                new Message(Role.ASSISTANT, List.of(new ToolCall("c1", "weather", "{}")), null), Message.toolResult("c1", "sun")));

        assertEquals("Sunny.", Workshop.end(run).output().text());
        assertEquals(List.of("user: weather?", "assistant: ", "tool: sun", "assistant: Sunny."), workshop.transcript("s1"));
        assertEquals(List.of("weather?", "Sunny."), workshop.memory.texts());
    }

    @Test
    void serverToolsRunBeforeTheClientIsAskedForItsOwn() throws Exception {
        workshop.model.calls("c1", "weather", "{}", "c2", "todo", "{\"todos\":[\"look\"]}");

        Run run = workshop.start(SCOPE, Workshop.turn("both"));
        RunCompleted end = (RunCompleted) Workshop.end(run);

        assertEquals(List.of("c1"), end.clientToolCalls().stream().map(ToolCall::id).toList());
        assertEquals(1, Workshop.events(run).stream().filter(ToolCompleted.class::isInstance).count());
        assertEquals(3, workshop.transcript("s1").size());
    }

    @Test
    void givesUpOnAModelThatNeverFinishes() throws Exception {
        for (int i = 0; i < 5; i++) {
            workshop.model.calls("c" + i, "todo", "{}");
        }

        RunFailed end = (RunFailed) workshop.say("loop");

        assertEquals(ErrorCode.UPSTREAM_ERROR, end.problem().code());
        assertEquals(4, workshop.model.requests().size());
    }

    @Test
    void aFailureBeforeAnyWordLeavesTheConversationWhereItWas() throws Exception {
        workshop.say("one");
        workshop.model.breaksAfter();

        RunFailed end = (RunFailed) workshop.say("two");

        assertEquals("broken", end.problem().message());
        assertEquals(List.of("user: one", "assistant: ok"), workshop.transcript("s1"));
        assertEquals(3, workshop.sessions.load(SCOPE.session()).nodes().size(), "the failed input is kept beside it");
        assertEquals(List.of("one", "ok"), workshop.memory.texts());
    }

    @Test
    void aSecondTryRemembersTheUsersWordsOnce() throws Exception {
        workshop.say("one");
        workshop.model.breaksAfter().says("2");
        Turn again = Workshop.turn(Message.user("one"), Message.assistant("ok"), Message.user("two"));
        Workshop.end(workshop.start(SCOPE, again));

        Workshop.end(workshop.start(SCOPE, again));

        assertEquals(List.of("user: one", "assistant: ok", "user: two", "assistant: 2"), workshop.transcript("s1"));
        assertEquals(List.of("one", "ok", "two", "2"), workshop.memory.texts());
    }

    @Test
    void aRegeneratedAnswerDoesNotRememberTheUsersWordsAgain() throws Exception {
        workshop.model.says("1").says("2").says("3");
        Preferences client = new Preferences(false, null, Multitask.ENQUEUE, History.CLIENT, true, null);
        Turn turn = Workshop.turn(client, Message.user("one"));
        Workshop.end(workshop.start(SCOPE, turn));

        Workshop.end(workshop.start(SCOPE, turn));

        assertEquals(List.of("one", "1", "2"), workshop.memory.texts());
    }

    @Test
    void aFailureAfterSomeWordsKeepsThemAsPartial() throws Exception {
        workshop.model.breaksAfter("I thi", "nk");

        RunFailed end = (RunFailed) workshop.say("hi");

        assertEquals("I think", end.output().text());
        assertEquals(List.of("user: hi", "assistant: I think (partial)"), workshop.transcript("s1"));
    }

    @Test
    void aModelThatThrowsFailsTheRunAndKeepsWhatCameBefore() throws Exception {
        workshop.model.then(sink -> {
            sink.toolCall(0, "c1", "todo", "{}");
            workshop.model.throwing(new IllegalStateException("no connection"));
            sink.text("Look:", null);
            sink.completed(FinishReason.TOOL_CALLS, Usage.NONE);
        });

        RunFailed end = (RunFailed) workshop.say("hi");

        assertEquals(ErrorCode.INTERNAL_ERROR, end.problem().code());
        assertEquals("Internal error (request req-1)", end.problem().message());
        assertEquals("user: hi", workshop.transcript("s1").get(0));
        assertEquals("assistant: Look: (partial)", workshop.transcript("s1").get(1));
    }

    @Test
    void whateverTheModelDoesThereIsOneEndAndNothingAfterIt() throws Exception {
        workshop.model.then(sink -> {
            sink.text("a", null);
            sink.completed(FinishReason.STOP, Usage.of(1, 1));
            sink.text("late", null);
            sink.completed(FinishReason.LENGTH, Usage.of(9, 9));
            Thread other = new Thread(() -> sink.text("later", null));
            other.start();
            other.join();
        });

        Run run = workshop.start(SCOPE, Workshop.turn("hi"));
        RunEnded end = Workshop.end(run);
        workshop.model.awaitPlayed();

        assertEquals(new RunCompleted(Message.assistant("a"), List.of(), FinishReason.STOP, null, Usage.of(1, 1), SERVED), end);
        List<AgentEvent> events = Workshop.events(run);
        assertEquals(1, events.stream().filter(RunEnded.class::isInstance).count());
        assertSame(end, events.get(events.size() - 1));
    }

    @Test
    void recalledMemoryIsShownToTheModelAndTakenOutOfItsEcho() throws Exception {
        workshop.memory.recalls("I like tea");
        workshop.model.then(sink -> {
            String shown = workshop.model.requests().get(0).messages().get(1).text();
            sink.text("You said: " + shown.substring(0, shown.lastIndexOf("\n\n")), null);
            sink.completed(FinishReason.STOP, Usage.NONE);
        });

        Run run = workshop.start(SCOPE, Workshop.turn("what do I like?"));

        assertEquals("You said: ", Workshop.end(run).output().text());
        assertTrue(prompt(0).get(1).text().contains("I like tea"));
        assertEquals("user: what do I like?", workshop.transcript("s1").get(0));
        assertEquals(MemoryState.ON, run.memory());
    }

    @Test
    void aMemoryThatBreaksDegradesTheRunAndNoMore() throws Exception {
        workshop.memory.breaks();

        Run run = workshop.start(SCOPE, Workshop.turn("hi"));

        assertInstanceOf(RunCompleted.class, Workshop.end(run));
        assertEquals(MemoryState.DEGRADED, run.memory());
        assertTrue(Workshop.events(run).stream().anyMatch(event -> event instanceof MemoryRecalled recalled && recalled.degraded()));
    }

    @Test
    void aTaskTouchesNeitherTranscriptNorMemory() throws Exception {
        workshop.say("one");

        Run run = workshop.start(SCOPE, Workshop.task("make a title"));

        assertInstanceOf(RunCompleted.class, Workshop.end(run));
        assertEquals(MemoryState.OFF, run.memory());
        assertEquals(2, workshop.sessions.load(SCOPE.session()).nodes().size());
        assertEquals(List.of("one", "ok"), workshop.memory.texts());
        assertEquals(1, workshop.memory.queries().size());
        assertEquals(List.of(Message.user("make a title")), prompt(1));
        assertTrue(workshop.model.requests().get(1).tools().isEmpty());
    }

    @Test
    void withMemoryOffNothingIsRecalledOrRemembered() throws Exception {
        Preferences off = new Preferences(true, null, Multitask.ENQUEUE, History.AUTO, true, null);

        Run run = workshop.start(SCOPE, Workshop.turn(off, Message.user("hi")));

        assertInstanceOf(RunCompleted.class, Workshop.end(run));
        assertEquals(MemoryState.OFF, run.memory());
        assertTrue(workshop.memory.queries().isEmpty());
        assertTrue(workshop.memory.remembered().isEmpty());
        assertEquals(2, workshop.transcript("s1").size());
    }

    @Test
    void aDerivedSessionIsNeverReadIntoATurn() throws Exception {
        RequestScope derived = Scopes.derived("hi");
        Workshop.end(workshop.start(derived, Workshop.turn("hi")));

        Workshop.end(workshop.start(derived, Workshop.turn("hi")));

        assertEquals(List.of(Message.of(Role.SYSTEM, "You are Talaria."), Message.user("hi")), prompt(1));
    }

    @Test
    void offersNoServerToolsWhereTheClientInsistsOnItsOwn() throws Exception {
        Turn plain = Workshop.turn("hi");
        Turn forced = new Turn(plain.source(), plain.model(), List.of(), plain.conversation(), plain.clientTools(),
                Json.parse("{\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"weather\"}}}").asJsonObject(), true, false,
                plain.preferences(), "body");

        Workshop.end(workshop.start(SCOPE, plain));
        Workshop.end(workshop.start(SCOPE, forced));

        assertEquals(2, workshop.model.requests().get(0).offered().size());
        assertEquals(List.of(Workshop.WEATHER), workshop.model.requests().get(1).offered());
    }

    @Test
    void aDatabaseThatFailsAtTheEndFailsTheRun() throws Exception {
        workshop.model.then(sink -> {
            workshop.commits.close();
            sink.text("Hello", null);
            sink.completed(FinishReason.STOP, Usage.NONE);
        });

        RunFailed end = (RunFailed) workshop.say("hi");

        assertEquals(ErrorCode.DATABASE_UNAVAILABLE, end.problem().code());
        assertEquals(List.of(new Part.Text("Hello")), end.output().parts());
    }

    @Test
    void theReasonOfACutIsToldEvenWhereTheDatabaseFailsToo() throws Exception {
        workshop.model.stallsAfter("He");
        Run run = workshop.start(SCOPE, Workshop.turn("hi"));
        workshop.model.awaitPlayed();
        workshop.commits.close();

        run.cancellation().cancel(Reason.STOPPED);

        assertEquals(Reason.STOPPED, assertInstanceOf(RunCancelled.class, Workshop.end(run)).reason());
    }

    private List<Message> prompt(int call) {
        ModelRequest request = workshop.model.requests().get(call);
        return request.messages();
    }

    @Test
    void remembersUnderTheEpochInWhichTheTurnBegan() throws Exception {
        workshop.model.says("hi");
        workshop.memory.reaches(7);

        workshop.say("hello");

        assertEquals(List.of(7L), workshop.memory.remembered().stream().map(MemoryTurn::epoch).toList());
    }
}
