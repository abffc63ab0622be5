package dev.talaria.memory.honcho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.event.Cancellation;
import dev.talaria.json.Json;
import dev.talaria.memory.MemoryTurn;
import dev.talaria.memory.Peer;
import dev.talaria.message.Role;
import dev.talaria.scope.Caller;
import dev.talaria.scope.Identity;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.testing.TestDatabase;
import dev.talaria.testing.honcho.HonchoTrouble;
import dev.talaria.tool.Tool;
import dev.talaria.tool.ToolContext;
import dev.talaria.tool.ToolFailure;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HonchoToolsTest {
    private static final Instant NOON = Instant.parse("2024-03-05T12:00:00Z");

    private final HonchoFixture fixture = new HonchoFixture();
    private final HonchoMemory memory = fixture.memory();

    @BeforeEach
    void speak() {
        fixture.honcho.state().deriveAtOnce();
        for (String key : List.of("ann", "bob")) {
            Peer peer = Peer.of(request(key));
            fixture.commit(memory.remember(new MemoryTurn(peer, request(key).session(), "run_" + key, 0,
                    List.of(new MemoryTurn.Utterance(Role.USER, null, "The parrot of " + key + " sings", NOON)))));
        }
    }

    @AfterEach
    void close() throws IOException {
        memory.close();
        fixture.close();
    }

    private static RequestScope request(String key) {
        return request("acme", key);
    }

    private static RequestScope request(String tenant, String key) {
        return new RequestScope("req_1", new Caller(tenant, "test", false), SessionRef.named(tenant, "", "monday"), key, Identity.NONE,
                key == null ? null : MemoryScope.ofKey(tenant, key), null);
    }

    private Tool tool(String name) {
        return memory.tools().stream().filter(tool -> tool.name().equals(name)).findFirst().orElseThrow();
    }

    private String call(String name, String arguments) throws ToolFailure {
        return call("ann", name, arguments);
    }

    private String call(String key, String name, String arguments) throws ToolFailure {
        return call(request(key), name, arguments);
    }

    private String call(RequestScope request, String name, String arguments) throws ToolFailure {
        ToolContext context = new ToolContext(request, List.of(), new Cancellation());
        return tool(name).call(context, Json.parse(arguments).asJsonObject());
    }

    @Test
    void bearsTheNamesThatModelsKnow() {
        assertEquals(List.of("honcho_profile", "honcho_search", "honcho_context", "honcho_reasoning", "honcho_conclude"),
                memory.tools().stream().map(Tool::name).toList());
    }

    @Test
    void namesNoPeerAmongTheArguments() {
        for (Tool tool : memory.tools()) {
            assertFalse(tool.parameters().toString().contains("peer"), tool::name);
        }
    }

    @Test
    void isForRequestsWithAMemoryScopeOnly() {
        assertTrue(memory.tools().stream().allMatch(tool -> tool.isFor(request("ann"))));
        assertTrue(memory.tools().stream().noneMatch(tool -> tool.isFor(request(null))));
    }

    @Test
    void searchesWhatWasSaidInTheScopeAlone() throws ToolFailure {
        assertEquals("- [2024-03-05T12:00:00Z user] The parrot of ann sings", call("honcho_search", "{\"query\": \"parrot\"}"));
        assertEquals("Nothing was found.", call("carl", "honcho_search", "{\"query\": \"parrot\"}"));
    }

    @Test
    void tellsWhatIsConcludedAndWhatWasSpokenOf() throws ToolFailure {
        HonchoLocation location = new HonchoNaming(HonchoFixture.HASHED).of(Peer.of(request("ann")), 0, null);
        fixture.honcho.state().summarise(location.session(), "They spoke of birds");

        String context = call("honcho_context", "{}");

        assertEquals("- " + location.user() + " said: The parrot of ann sings\n- Summary: They spoke of birds", context);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"honcho_profile|{}|Nothing is known.", "honcho_context|{}|Nothing is known.",
        "honcho_search|{\"query\": \"parrot\"}|Nothing was found.", "honcho_conclude|{\"list\": true}|Nothing is known."})
    void knowsNothingWhereHonchoHasHeardNothing(String name, String arguments, String result) throws ToolFailure {
        assertEquals(result, call(request("umbrella", "ann"), name, arguments));
    }

    @Test
    void keepsACardForTheUser() throws ToolFailure {
        assertEquals("Nothing is known.", call("honcho_profile", "{}"));
        assertEquals("Kept.", call("honcho_profile", "{\"card\": [\"Lives in Graz\"]}"));

        assertEquals("- Lives in Graz", call("honcho_profile", "{}"));
        assertEquals("Nothing is known.", call("bob", "honcho_profile", "{}"));
    }

    @Test
    void asksHonchosModel() throws ToolFailure {
        assertEquals("They asked: high", call("honcho_reasoning", "{\"query\": \"Who is it?\", \"reasoning_level\": \"high\"}"));
    }

    @Test
    void keepsAConclusionOnce() throws ToolFailure {
        assertEquals("Kept.", call("honcho_conclude", "{\"conclusion\": \"Likes tea\"}"));
        assertEquals("That is already stored.", call("honcho_conclude", "{\"conclusion\": \"Likes tea\"}"));

        assertEquals(1, fixture.honcho.state().conclusions().stream().filter("Likes tea"::equals).count());
        assertTrue(call("honcho_conclude", "{\"list\": true}").contains(": Likes tea"));
    }

    @Test
    void deletesNobodyElsesConclusion() throws ToolFailure {
        call("honcho_conclude", "{\"conclusion\": \"Likes tea\"}");
        String id = call("honcho_conclude", "{\"list\": true}").lines().filter(line -> line.endsWith("Likes tea")).findFirst().orElseThrow()
                .replaceAll("^- |: .*$", "");
        String arguments = "{\"delete_id\": \"" + id + "\"}";

        assertThrows(ToolFailure.class, () -> call("bob", "honcho_conclude", arguments));

        assertTrue(fixture.honcho.state().conclusions().contains("Likes tea"));
        assertEquals("Deleted.", call("honcho_conclude", arguments));
        assertFalse(fixture.honcho.state().conclusions().contains("Likes tea"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"honcho_search|{}", "honcho_search|{\"query\": 1}", "honcho_reasoning|{}",
        "honcho_reasoning|{\"query\": \"x\", \"reasoning_level\": \"utmost\"}", "honcho_conclude|{}", "honcho_profile|{\"card\": \"x\"}",
        "honcho_conclude|{\"list\": true, \"query\": \"x\"}", "honcho_profile|{\"card\": [1]}"})
    void tellsTheModelWhatIsWrong(String name, String arguments) {
        assertThrows(ToolFailure.class, () -> call(name, arguments));
    }

    @Test
    void givesUpWhereTheRunIsStopped() throws Exception {
        fixture.honcho.next("POST chat", HonchoTrouble.hang());
        Cancellation cancellation = new Cancellation();
        ToolContext context = new ToolContext(request("ann"), List.of(), cancellation);
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread turn = TestDatabase.daemons().newThread(() -> ended.complete(assertThrows(ToolFailure.class,
                () -> tool("honcho_reasoning").call(context, Json.parse("{\"query\": \"Who is it?\"}").asJsonObject()))));

        turn.start();
        fixture.awaitTrue(() -> fixture.honcho.requests("POST chat").size() == 1);
        cancellation.cancel(Cancellation.Reason.STOPPED);

        assertEquals("the run was stopped", ended.get(20, TimeUnit.SECONDS).getMessage());
    }

    @Test
    void tellsTheModelThatHonchoIsDown() {
        fixture.honcho.always(HonchoTrouble.error(500));

        ToolFailure failure = assertThrows(ToolFailure.class, () -> call("honcho_search", "{\"query\": \"parrot\"}"));

        assertEquals("the memory server is unavailable: Honcho answered 500", failure.getMessage());
    }
}
