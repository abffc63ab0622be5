package dev.talaria.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.testing.TestClient;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each of three users of two tenants, and each of several API keys of one, tries every route for what belongs to each of the others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrossingServerTest {
    private final Map<String, Crossings.Recipe> recipes = Crossings.recipes();
    private TwoTenants tenants;

    @BeforeAll
    void start(@TempDir Path folder) {
        tenants = TwoTenants.start(folder);
    }

    @AfterAll
    void stop() {
        tenants.close();
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
        for (TwoTenants.Person owner : tenants.people) {
            recipe.attempt().cross(owner, tenants.othersThan(owner).stream()
                    .filter(other -> recipe.wall() == Crossings.Wall.USER || !other.tenant().equals(owner.tenant())).toList());
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void showsNothingOfOtherKeysThatOwnTheirSessions(String route) {
        Crossings.Recipe recipe = recipes.getOrDefault(route, Crossings.OPEN_TO_ALL);
        Assumptions.assumeTrue(recipe.wall() == Crossings.Wall.USER, "only an administrator may ask");
        for (TwoTenants.Person owner : tenants.keyOwners) {
            recipe.attempt().cross(owner, tenants.othersThan(owner));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /v1/memory/profile", "GET /v1/memory/items", "POST /v1/memory/search", "POST /v1/chat/completions",
        "POST /v1/runs", "POST /v1/responses"})
    void aKeyOfItsOwnReachesNoMemoryBeyondItsPrefix(String route) {
        String[] methodAndPath = route.split(" ");
        for (String foreign : List.of("two:all", "one", "one-two:all", "whole:all", "ONE:all")) {
            TestClient.Answer refused = tenants.keyOwners.get(0).with("X-Hermes-Session-Key", foreign)
                    .call(methodAndPath[0], methodAndPath[1], "{}");

            assertEquals(403, refused.status(), refused::text);
            assertEquals("session_header_not_allowed", refused.error().getString("code"));
        }
    }

    @Test
    void anIdOfASessionNamesTheMemoryOfItsOwnerAlone() {
        for (TwoTenants.Person owner : tenants.keyOwners) {
            TestClient bare = owner.client().with("X-Hermes-Session-Key", "").with("X-Hermes-Session-Id", "shared-name");
            bare.post("/v1/memory/messages", "{\"messages\": [{\"content\": \"The password of the vault is word\"}]}");

            assertEquals(1, bare.get("/v1/memory/profile").json().getInt("items"), owner::toString);
        }
    }

    @Test
    void whoNamesNoUserSeesNothingOfUsers() {
        TwoTenants.Person ann = tenants.people.get(0);
        TwoTenants.Person nobody = tenants.nobody(ann.tenant());

        Crossings.continuesNoSession(ann, List.of(nobody));
        Crossings.continuesNoSession(nobody, List.of(ann));
    }

    List<String> routes() {
        JsonObject endpoints = tenants.server.client().get("/v1/capabilities").json().getJsonObject("endpoints");
        return endpoints.values().stream().map(value -> (JsonObject) value)
                .map(route -> route.getString("method") + " " + route.getString("path").replaceAll("\\{[^}]*}", "{}"))
                .distinct().sorted().collect(Collectors.toCollection(ArrayList::new));
    }
}
