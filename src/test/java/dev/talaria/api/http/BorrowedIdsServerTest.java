package dev.talaria.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.api.http.TwoTenants.Person;
import dev.talaria.json.Json;
import dev.talaria.testing.Chats;
import dev.talaria.testing.TestClient;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Ids of others in bodies, headers and cursors, within what is the caller's own: they lead nowhere. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BorrowedIdsServerTest {
    private TwoTenants tenants;

    /**
     * @param lend   makes something of the owner's and gives its id
     * @param borrow uses that id within what the other has
     */
    private record Loan(String what, Function<Person, String> lend, BiFunction<Person, String, TestClient.Answer> borrow) {
        @Override
        public String toString() {
            return what;
        }
    }

    static List<Loan> loans() {
        return List.of(
                new Loan("the message of a fork", BorrowedIdsServerTest::message, (person, id) ->
                        person.client().post("/api/sessions/" + session(person) + "/fork", json(Map.of("message", id)))),
                new Loan("an item by reference", BorrowedIdsServerTest::item, (person, id) -> person.client().post("/v1/responses",
                        "{\"input\": [" + json(Map.of("type", "item_reference", "id", id)) + ", "
                                + json(Map.of("role", "user", "content", "?")) + "]}")),
                new Loan("an item of one's own conversation", BorrowedIdsServerTest::item, (person, id) ->
                        person.client().get("/v1/conversations/" + conversation(person) + "/items/" + id)),
                new Loan("deleting an item from one's own conversation", BorrowedIdsServerTest::item, (person, id) ->
                        person.call("DELETE", "/v1/conversations/" + conversation(person) + "/items/" + id, "")),
                new Loan("the cursor of items", BorrowedIdsServerTest::item, (person, id) ->
                        person.client().get("/v1/conversations/" + conversation(person) + "/items?after=" + id)),
                new Loan("the cursor of memory", BorrowedIdsServerTest::memory, (person, id) ->
                        person.client().get("/v1/memory/items?after=" + id)));
    }

    @BeforeAll
    void start(@TempDir Path folder) {
        tenants = TwoTenants.start(folder);
    }

    @AfterAll
    void stop() {
        tenants.close();
    }

    @ParameterizedTest
    @MethodSource("loans")
    void anIdOfAnotherIsAnIdOfNobody(Loan loan) {
        for (Person owner : tenants.people) {
            String id = loan.lend().apply(owner);
            String nobodys = Crossings.guess(id);
            for (Person other : tenants.othersThan(owner)) {
                TestClient.Answer refused = loan.borrow().apply(other, id);
                TestClient.Answer unknown = loan.borrow().apply(other, nobodys);

                assertEquals(unknown.status(), refused.status(), refused::text);
                assertFalse(refused.text().contains(secret(owner)), refused::text);
                assertEquals(unknown.text(), refused.text().replace(id, nobodys));
            }
        }
    }

    @Test
    void aConversationsFreeNameIsItsOwnersAlone() {
        for (Person person : tenants.people) {
            String told = "The password of the vault is " + secret(person);
            person.make("/v1/responses", json(Map.of("input", told, "conversation", "my talk")));
        }
        for (Person person : tenants.people) {
            String question = json(Map.of("input", "What is the password of the vault?", "conversation", "my talk"));
            String answer = person.make("/v1/responses", question).getJsonArray("output").toString();

            assertTrue(answer.contains(secret(person)), answer);
            tenants.othersThan(person).forEach(other -> assertFalse(answer.contains(secret(other)), answer));
        }
    }

    @ParameterizedTest
    @MethodSource("replayable")
    void anIdempotencyKeyIsItsOwnersAlone(String path, String body) {
        for (Person person : tenants.people) {
            assertEquals("", replayed(person, path, body), person::toString);
        }
        for (Person person : tenants.people) {
            assertEquals("true", replayed(person, path, body), person::toString);
        }
    }

    static List<Arguments> replayable() {
        return List.of(Arguments.of("/v1/chat/completions", Chats.body("hi")),
                Arguments.of("/v1/responses", json(Map.of("input", "hi"))),
                Arguments.of("/v1/runs", json(Map.of("input", "hi"))));
    }

    private static String replayed(Person person, String path, String body) {
        TestClient.Answer answer = person.client().with("Idempotency-Key", "one-for-" + path).post(path, body);
        assertEquals(2, answer.status() / 100, answer::text);
        return answer.header("Idempotency-Replayed").orElse("");
    }

    private static String secret(Person person) {
        return "word" + person.tenant() + person.user();
    }

    private static String session(Person person) {
        return person.make("/api/sessions", "{}").getJsonObject("session").getString("id");
    }

    private static String message(Person owner) {
        String session = session(owner);
        owner.make("/api/sessions/" + session + "/chat", json(Map.of("message", secret(owner))));
        JsonObject messages = owner.client().get("/api/sessions/" + session + "/messages").json();
        return messages.getJsonArray("data").getJsonObject(0).get("id").toString().replace("\"", "");
    }

    private static String conversation(Person person) {
        String item = json(Map.of("type", "message", "role", "user", "content", secret(person)));
        return person.make("/v1/conversations", "{\"items\": [" + item + "]}").getString("id");
    }

    private static String item(Person owner) {
        return owner.client().get("/v1/conversations/" + conversation(owner) + "/items").json().getString("first_id");
    }

    private static String memory(Person owner) {
        owner.make("/v1/memory/messages", "{\"messages\": [" + json(Map.of("content", secret(owner))) + "]}");
        return owner.client().get("/v1/memory/items").json().getString("first_id");
    }

    private static String json(Map<String, String> members) {
        var json = Json.builders().createObjectBuilder();
        members.forEach(json::add);
        return json.build().toString();
    }
}
