package dev.talaria.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
    /** From each person on to the next, of the same tenant or not, and to the one of the same name in the other tenant. */
    private static final int[] NEIGHBOUR_AND_NAMESAKE = {1, 3};

    private final Map<String, Crossings.Recipe> recipes = Crossings.recipes();
    private List<Crossings.Person> people;
    private TestServer server;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        Path keys = Files.writeString(folder.resolve("keys.json"), """
                {"keys": [
                  {"name": "k", "tenant": "acme", "key": "key-of-acme", "rights": "tenant-admin", "identity": {"policy": "user"}},
                  {"name": "k", "tenant": "umbrella", "key": "key-of-umbrella", "rights": "tenant-admin", "identity": {"policy": "user"}}
                ]}""");
        server = TestServer.start(Map.of("talaria.keys.file", keys.toString()));
        people = Stream.of("acme", "umbrella").flatMap(tenant -> Stream.of("ann", "bob", "cy")
                .map(user -> new Crossings.Person(tenant, user,
                        server.client("key-of-" + tenant).with("X-Hermes-User-Id", user)))).toList();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void knowsEveryRoute() {
        Set<String> unknown = new TreeSet<>(routes());
        unknown.removeAll(recipes.keySet());

        assertEquals(Set.of(), unknown, "say in Crossings how another owner could try to cross on these routes");
    }

    @ParameterizedTest
    @MethodSource("routes")
    void showsNothingOfOthers(String route) {
        Crossings.Recipe recipe = recipes.getOrDefault(route, Crossings.OPEN_TO_ALL);
        for (int i = 0; i < people.size(); i++) {
            for (int step : NEIGHBOUR_AND_NAMESAKE) {
                Crossings.Person owner = people.get(i);
                Crossings.Person other = people.get((i + step) % people.size());
                boolean apart = recipe.wall() == Crossings.Wall.USER || !owner.tenant().equals(other.tenant());
                if (apart && recipe.wall() != Crossings.Wall.NONE) {
                    recipe.attempt().cross(owner, other);
                }
            }
        }
    }

    @Test
    void sharesNoReplyByAnIdempotencyKey() {
        for (Crossings.Person person : people) {
            TestClient.Answer answer = person.client().with("Idempotency-Key", "one").chat("hi");

            assertEquals("", answer.header("Idempotency-Replayed").orElse(""));
        }
        assertEquals("true", people.get(0).client().with("Idempotency-Key", "one").chat("hi").header("Idempotency-Replayed").orElse(""));
    }

    @Test
    void whoNamesNoUserSeesNothingOfUsers() {
        Crossings.Person ann = people.get(0);
        Crossings.Person nobody = new Crossings.Person("acme", "", server.client("key-of-acme"));

        Crossings.continuesNoSession(ann, nobody);
        Crossings.continuesNoSession(nobody, ann);
    }

    List<String> routes() {
        JsonObject endpoints = server.client().get("/v1/capabilities").json().getJsonObject("endpoints");
        return endpoints.values().stream().map(value -> (JsonObject) value)
                .map(route -> route.getString("method") + " " + route.getString("path").replaceAll("\\{[^}]*}", "{}"))
                .distinct().sorted().collect(Collectors.toCollection(ArrayList::new));
    }
}
