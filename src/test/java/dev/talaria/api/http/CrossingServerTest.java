package dev.talaria.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.json.Json;
import dev.talaria.testing.Chats;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Three users of each of two tenants try every route for what belongs to the others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrossingServerTest {
    /** Whom a route keeps apart: nobody, since it tells everybody the same; tenants; users of a tenant too. */
    private enum Wall {
        NONE, TENANT, USER
    }

    private record Person(String tenant, String user, TestClient client) {
    }

    /** Lets one person own something, then the other look for it by this route. */
    private interface Attempt {
        void cross(Person owner, Person other);
    }

    private record Recipe(Wall wall, Attempt attempt) {
    }

    private static final Recipe OPEN_TO_ALL = new Recipe(Wall.NONE, (owner, other) -> { });

    private final Map<String, Recipe> recipes = new HashMap<>();
    private List<Person> people;
    private TestServer server;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        Path keys = Files.writeString(folder.resolve("keys.json"), """
                {"keys": [{"name": "k", "tenant": "acme", "key": "key-of-acme", "rights": "tenant-admin", "identity": {"policy": "user"}},
                  {"name": "k", "tenant": "umbrella", "key": "key-of-umbrella", "rights": "tenant-admin", "identity": {"policy": "user"}}]}""");
        server = TestServer.start(Map.of("talaria.keys.file", keys.toString()));
        people = Stream.of("acme", "umbrella").flatMap(tenant -> Stream.of("ann", "bob", "cy").map(user -> new Person(tenant, user,
                server.client("key-of-" + tenant).with("X-Hermes-User-Id", user)))).toList();
        List.of("GET /health", "GET /v1/health", "GET /health/live", "GET /health/ready", "GET /health/detailed", "GET /v1/models",
                "GET /v1/models/{}", "GET /v1/capabilities", "GET /v1/toolsets", "GET /v1/skills").forEach(route -> put(route, OPEN_TO_ALL));
        put("POST /v1/chat/completions", new Recipe(Wall.USER, this::continuesNoSession));
        put("POST /api/keys", new Recipe(Wall.TENANT, this::takesNoName));
        put("GET /api/keys", new Recipe(Wall.TENANT, (owner, other) -> {
            String id = key(owner);
            assertTrue(owner.client().get("/api/keys").text().contains(id));
            assertFalse(other.client().get("/api/keys").text().contains(id));
        }));
        put("GET /api/keys/{}", keyRoute("GET", ""));
        put("PATCH /api/keys/{}", keyRoute("PATCH", ""));
        put("POST /api/keys/{}/rotate", keyRoute("POST", "/rotate"));
        put("DELETE /api/keys/{}", keyRoute("DELETE", ""));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void knowsEveryRoute() {
        Set<String> unknown = new TreeSet<>(routes());
        unknown.removeAll(recipes.keySet());

        assertEquals(Set.of(), unknown, "say above how another owner could try to cross on these routes");
    }

    @ParameterizedTest
    @MethodSource("routes")
    void showsNothingOfOthers(String route) {
        Recipe recipe = recipes.getOrDefault(route, OPEN_TO_ALL);
        for (Person owner : people) {
            for (Person other : people) {
                boolean apart = recipe.wall() != Wall.NONE && (!owner.tenant().equals(other.tenant())
                        || recipe.wall() == Wall.USER && !owner.user().equals(other.user()));
                if (apart) {
                    recipe.attempt().cross(owner, other);
                }
            }
        }
    }

    @Test
    void sharesNoReplyByAnIdempotencyKey() {
        for (Person person : people) {
            TestClient.Answer answer = person.client().with("Idempotency-Key", "one").chat("hi");

            assertEquals("", answer.header("Idempotency-Replayed").orElse(""));
        }
        assertEquals("true", people.get(0).client().with("Idempotency-Key", "one").chat("hi").header("Idempotency-Replayed").orElse(""));
    }

    @Test
    void whoNamesNoUserSeesNothingOfUsers() {
        Person ann = people.get(0);
        Person nobody = new Person("acme", "", server.client("key-of-acme"));

        continuesNoSession(ann, nobody);
        continuesNoSession(nobody, ann);
    }

    List<String> routes() {
        JsonObject endpoints = server.client().get("/v1/capabilities").json().getJsonObject("endpoints");
        return endpoints.values().stream().map(value -> (JsonObject) value)
                .map(route -> route.getString("method") + " " + route.getString("path").replaceAll("\\{[^}]*}", "{}"))
                .distinct().sorted().collect(Collectors.toCollection(ArrayList::new));
    }

    private void put(String route, Recipe recipe) {
        recipes.put(route, recipe);
    }

    /** The same session id, and the memory that anything under it might have become. */
    private void continuesNoSession(Person owner, Person other) {
        String word = "w" + UUID.randomUUID().toString().replace("-", "");
        String session = UUID.randomUUID().toString();
        String question = Chats.body("What is the password of the vault?");
        chat(owner, session, Chats.body("The password of the vault is " + word));

        assertTrue(chat(owner, session, question).contains(word));
        assertFalse(chat(other, session, question).contains(word));
        assertFalse(chat(other, UUID.randomUUID().toString(), question).contains(word));
    }

    private static String chat(Person person, String session, String body) {
        TestClient.Answer answer = person.client().with("X-Hermes-Session-Id", session).post("/v1/chat/completions", body);
        assertEquals(200, answer.status(), answer::text);
        return answer.content();
    }

    private void takesNoName(Person owner, Person other) {
        String name = "n" + UUID.randomUUID();
        owner.client().post("/api/keys", named(name));

        assertEquals(409, owner.client().post("/api/keys", named(name)).status());
        assertEquals(201, other.client().post("/api/keys", named(name)).status());
    }

    private static Recipe keyRoute(String method, String rest) {
        return new Recipe(Wall.TENANT, (owner, other) -> {
            String path = "/api/keys/" + key(owner) + rest;

            assertEquals(404, other.client().send(method, path, BodyPublishers.ofString("{}")).status());
            assertEquals(200, owner.client().send(method, path, BodyPublishers.ofString("{}")).status());
        });
    }

    private static String key(Person owner) {
        return owner.client().post("/api/keys", named("n" + UUID.randomUUID())).json().getString("id");
    }

    private static String named(String name) {
        return Json.builders().createObjectBuilder().add("name", name).build().toString();
    }
}
