package dev.talaria.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.api.http.TwoTenants.Person;
import dev.talaria.json.Json;
import dev.talaria.scope.MemoryScope;
import dev.talaria.testing.Chats;
import dev.talaria.testing.TestClient;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** For each route, how another owner could try to see or change what is somebody's. Each begins by showing that the owner can. */
final class Crossings {
    /** Whom a route keeps apart: nobody, since it tells everybody the same; tenants; users of a tenant too. */
    enum Wall {
        NONE, TENANT, USER
    }

    /** Lets one person own something, then all others look for it by this route. */
    interface Attempt {
        void cross(Person owner, List<Person> others);
    }

    record Recipe(Wall wall, Attempt attempt) {
    }

    static final Recipe OPEN_TO_ALL = new Recipe(Wall.NONE, (owner, others) -> { });

    private Crossings() {
    }

    /** By method and path, parameters as {@code {}}. */
    static Map<String, Recipe> recipes() {
        Map<String, Recipe> recipes = new HashMap<>();
        List.of("GET /health", "GET /v1/health", "GET /health/live", "GET /health/ready", "GET /health/detailed", "GET /v1/models",
                "GET /v1/models/{}", "GET /api/model/options", "GET /v1/capabilities", "GET /v1/toolsets", "GET /v1/skills")
                .forEach(route -> recipes.put(route, OPEN_TO_ALL));
        recipes.put("POST /v1/chat/completions", new Recipe(Wall.USER, Crossings::continuesNoSession));
        keys(recipes);
        sessions(recipes);
        runs(recipes);
        memory(recipes);
        responses(recipes);
        conversations(recipes);
        outbox(recipes);
        recipes.put("GET /api/audit", new Recipe(Wall.TENANT, (owner, others) -> {
            String key = owner.client().post("/api/keys", member("name", fresh())).json().getString("id");
            assertTrue(owner.client().get("/api/audit").text().contains(key));
            others.forEach(other -> assertFalse(other.client().get("/api/audit").text().contains(key)));
        }));
        recipes.put("GET /api/usage", new Recipe(Wall.TENANT, (owner, others) -> {
            chat(owner, fresh(), Chats.body("hello"));
            assertTrue(owner.client().get("/api/usage").text().contains("\"tenant\":\"" + owner.tenant() + "\""));
            others.forEach(other -> assertFalse(other.client().get("/api/usage").text()
                    .contains("\"tenant\":\"" + owner.tenant() + "\"")));
        }));
        recipes.put("GET /api/scopes", listed(Wall.TENANT, "/api/scopes?limit=100", owner -> {
            chat(owner, fresh(), Chats.body("hello"));
            return MemoryScope.ofUser(owner.tenant(), owner.user()).id();
        }));
        for (String route : List.of("POST /api/admin/drain", "GET /api/admin/drain", "DELETE /api/admin/drain", "POST /api/admin/backup",
                "GET /api/admin/backup", "GET /metrics")) {
            String[] methodAndPath = route.split(" ");
            recipes.put(route, new Recipe(Wall.TENANT, (owner, others) -> others.forEach(other ->
                    assertEquals(403, other.call(methodAndPath[0], methodAndPath[1], "").status()))));
        }
        return recipes;
    }

    private static void keys(Map<String, Recipe> recipes) {
        Function<Person, String> make = owner -> owner.client().post("/api/keys", member("name", fresh())).json().getString("id");
        recipes.put("POST /api/keys", new Recipe(Wall.TENANT, (owner, others) -> taken(owner, others, "/api/keys", "name")));
        recipes.put("GET /api/keys", listed(Wall.TENANT, "/api/keys", make));
        for (String route : List.of("GET {}", "PATCH {}", "POST {}/rotate", "DELETE {}")) {
            one(recipes, Wall.TENANT, route, "/api/keys/", make, "{}");
        }
    }

    private static void sessions(Map<String, Recipe> recipes) {
        Function<Person, String> make = owner -> {
            String id = fresh();
            owner.client().post("/api/sessions", member("id", id));
            return id;
        };
        recipes.put("POST /api/sessions", new Recipe(Wall.USER, (owner, others) -> taken(owner, others, "/api/sessions", "id")));
        recipes.put("GET /api/sessions", listed(Wall.USER, "/api/sessions", make));
        for (String route : List.of("GET {}", "GET {}/messages", "GET {}/export", "GET {}/context", "POST {}/fork", "DELETE {}/model",
                "DELETE {}")) {
            one(recipes, Wall.USER, route, "/api/sessions/", make, "{}");
        }
        one(recipes, Wall.USER, "PATCH {}", "/api/sessions/", make, "{\"end_reason\": \"done\"}");
        one(recipes, Wall.USER, "POST {}/model", "/api/sessions/", make, member("model", "talaria-demo"));
        one(recipes, Wall.USER, "POST {}/chat", "/api/sessions/", make, member("message", "hi"));
        one(recipes, Wall.USER, "POST {}/chat/stream", "/api/sessions/", make, member("message", "hi"));
    }

    private static void runs(Map<String, Recipe> recipes) {
        Function<Person, String> make = owner -> owner.client().post("/v1/runs", member("input", "hi")).json().getString("run_id");
        recipes.put("POST /v1/runs", new Recipe(Wall.USER, (owner, others) -> {
            String word = fresh();
            String session = fresh();
            chat(owner, session, Chats.body("The password of the vault is " + word));

            assertTrue(run(owner, session).contains(word));
            others.forEach(other -> assertFalse(run(other, session).contains(word)));
            goesOnFromOwn("/v1/runs", 202, owner, others);
        }));
        recipes.put("GET /v1/runs", listed(Wall.USER, "/v1/runs", make));
        for (String route : List.of("GET {}", "GET {}/events", "POST {}/stop")) {
            one(recipes, Wall.USER, route, "/v1/runs/", make, "{}");
        }
        one(recipes, Wall.USER, "DELETE {}", "/v1/runs/", owner -> {
            String run = make.apply(owner);
            owner.client().get("/v1/runs/" + run + "/events");
            return run;
        }, "{}");
        one(recipes, Wall.USER, "POST {}/steer", "/v1/runs/", make, member("message", "stop"));
        one(recipes, Wall.USER, "POST {}/approval", "/v1/runs/", make, member("choice", "once"));
        approvals(recipes);
    }

    private static void approvals(Map<String, Recipe> recipes) {
        Function<Person, String> make = owner -> {
            String run = owner.client().post("/v1/runs", member("input", "tool:todo {\"clear\":true}")).json().getString("run_id");
            String answer = member("choice", "always");
            while (owner.client().post("/v1/runs/" + run + "/approval", answer).text().contains("approval_not_pending")) {
                Thread.onSpinWait();
            }
            owner.client().get("/v1/runs/" + run + "/events");
            return owner.client().get("/v1/approvals").json().getJsonArray("data").getJsonObject(0).getString("id");
        };
        recipes.put("GET /v1/approvals", listed(Wall.USER, "/v1/approvals", make));
        one(recipes, Wall.USER, "DELETE {}", "/v1/approvals/", make, "");
    }

    private static void memory(Map<String, Recipe> recipes) {
        Function<Person, String> make = owner -> {
            String word = fresh();
            owner.call("POST", "/v1/memory/messages", "{\"messages\": [" + member("content", "The vault opens by " + word) + "]}");
            return word;
        };
        recipes.put("POST /v1/memory/messages", listed(Wall.USER, "/v1/memory/items", make));
        recipes.put("GET /v1/memory/items", listed(Wall.USER, "/v1/memory/items", make));
        recipes.put("GET /v1/memory/export", listed(Wall.USER, "/v1/memory/export", make));
        recipes.put("POST /v1/memory/search", new Recipe(Wall.USER, (owner, others) -> {
            String word = make.apply(owner);
            String query = member("query", "vault " + word);
            assertTrue(owner.call("POST", "/v1/memory/search", query).text().contains(word));
            others.forEach(other -> assertFalse(other.call("POST", "/v1/memory/search", query).text().contains(word)));
        }));
        recipes.put("POST /mcp", new Recipe(Wall.USER, (owner, others) -> {
            String word = make.apply(owner);
            String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"memory_search\",\"arguments\":"
                    + member("query", "vault") + "}}";
            assertTrue(owner.call("POST", "/mcp", call).text().contains(word));
            others.forEach(other -> assertFalse(other.call("POST", "/mcp", call).text().contains(word)));
        }));
        recipes.put("GET /v1/memory/profile", new Recipe(Wall.USER, (owner, others) -> {
            List<Integer> before = others.stream().map(Crossings::items).toList();
            int own = items(owner);
            make.apply(owner);
            assertEquals(own + 1, items(owner));
            assertEquals(before, others.stream().map(Crossings::items).toList());
        }));
        Function<Person, String> entry = owner -> {
            owner.call("POST", "/v1/memory/messages", "{\"messages\": [" + member("content", "My dog is called Rex.") + "]}");
            return owner.client().get("/v1/memory/profile").json().getJsonArray("entries").getJsonObject(0).getString("id");
        };
        one(recipes, Wall.USER, "PATCH {}", "/v1/memory/profile/", entry, member("value", "dog Rex"));
        one(recipes, Wall.USER, "DELETE {}", "/v1/memory/profile/", entry, "");
        recipes.put("DELETE /v1/memory", new Recipe(Wall.USER, (owner, others) -> {
            String word = make.apply(owner);
            others.forEach(other -> assertEquals(200, other.call("DELETE", "/v1/memory", "").status()));
            assertTrue(owner.client().get("/v1/memory/items").text().contains(word));
        }));
        Function<Person, String> item = owner -> {
            make.apply(owner);
            return owner.client().get("/v1/memory/items").json().getString("first_id");
        };
        one(recipes, Wall.USER, "GET {}", "/v1/memory/items/", item, "");
        one(recipes, Wall.USER, "PATCH {}", "/v1/memory/items/", item, member("content", "changed"));
        one(recipes, Wall.USER, "DELETE {}", "/v1/memory/items/", item, "");
    }

    private static void outbox(Map<String, Recipe> recipes) {
        Function<Person, String> make = owner -> {
            owner.outbox().waiting(MemoryScope.ofUser(owner.tenant(), owner.user()), fresh());
            return owner.client().get("/api/outbox?limit=100").json().getString("last_id");
        };
        recipes.put("GET /api/outbox", listed(Wall.TENANT, "/api/outbox?limit=100", make));
        for (String route : List.of("GET {}", "POST {}/resend", "DELETE {}")) {
            one(recipes, Wall.TENANT, route, "/api/outbox/", make, "");
        }
    }

    private static void responses(Map<String, Recipe> recipes) {
        Function<Person, String> make = Crossings::response;
        recipes.put("POST /v1/responses", new Recipe(Wall.USER, (owner, others) -> goesOnFromOwn("/v1/responses", 200, owner, others)));
        recipes.put("POST /v1/responses/compact", OPEN_TO_ALL);
        recipes.put("POST /v1/responses/input_tokens", OPEN_TO_ALL);
        for (String route : List.of("GET {}", "GET {}/input_items", "POST {}/cancel", "DELETE {}")) {
            one(recipes, Wall.USER, route, "/v1/responses/", make, "{}");
        }
    }

    private static String response(Person owner) {
        return owner.client().post("/v1/responses", member("input", "hi")).json().getString("id");
    }

    private static void goesOnFromOwn(String path, int status, Person owner, List<Person> others) {
        String body = "{\"input\": \"and?\", \"previous_response_id\": \"" + response(owner) + "\"}";
        others.forEach(other -> assertEquals(404, other.client().post(path, body).status()));
        assertEquals(status, owner.client().post(path, body).status());
    }

    private static void conversations(Map<String, Recipe> recipes) {
        String item = "{\"items\": [{\"type\": \"message\", \"role\": \"user\", \"content\": \"hi\"}]}";
        Function<Person, String> make = owner -> owner.client().post("/v1/conversations", item).json().getString("id");
        Function<Person, String> makeItem = owner -> {
            String items = make.apply(owner) + "/items";
            return items + "/" + owner.client().get("/v1/conversations/" + items).json().getString("first_id");
        };
        recipes.put("POST /v1/conversations", new Recipe(Wall.USER, (owner, others) -> {
            String body = "{\"input\": \"hi\", \"conversation\": \"" + make.apply(owner) + "\"}";
            others.forEach(other -> assertEquals(404, other.client().post("/v1/responses", body).status()));
            assertEquals(200, owner.client().post("/v1/responses", body).status());
        }));
        for (String route : List.of("GET {}", "GET {}/items", "DELETE {}")) {
            one(recipes, Wall.USER, route, "/v1/conversations/", make, "{}");
        }
        one(recipes, Wall.USER, "POST {}", "/v1/conversations/", make, "{\"metadata\": {\"a\": \"b\"}}");
        one(recipes, Wall.USER, "POST {}/items", "/v1/conversations/", make, item);
        for (String method : List.of("GET", "DELETE")) {
            recipes.put(method + " /v1/conversations/{}/items/{}", new Recipe(Wall.USER, (owner, others) -> {
                String path = "/v1/conversations/" + makeItem.apply(owner);
                others.forEach(other -> assertEquals(404, other.call(method, path, "").status(), path));
                assertEquals(200, owner.call(method, path, "").status(), path);
            }));
        }
    }

    /** The same session id, and the memory that anything under it might have become. */
    static void continuesNoSession(Person owner, List<Person> others) {
        String word = fresh();
        String session = fresh();
        String question = Chats.body("What is the password of the vault?");
        chat(owner, session, Chats.body("The password of the vault is " + word));

        assertTrue(chat(owner, session, question).contains(word));
        for (Person other : others) {
            assertFalse(chat(other, session, question).contains(word));
            assertFalse(chat(other, fresh(), question).contains(word));
        }
    }

    /** The output of a run that asks for the password within a session. */
    private static String run(Person person, String session) {
        String body = Json.builders().createObjectBuilder().add("input", "What is the password of the vault?")
                .add("session_id", session).build().toString();
        String run = person.make("/v1/runs", body).getString("run_id");
        return person.client().get("/v1/runs/" + run + "/events").text();
    }

    private static String chat(Person person, String session, String body) {
        TestClient.Answer answer = person.client().with("X-Hermes-Session-Id", session).post("/v1/chat/completions", body);
        assertEquals(200, answer.status(), answer::text);
        return answer.content();
    }

    /** @param route method, then the path after the base, {@code {}} standing for the id */
    private static void one(Map<String, Recipe> recipes, Wall wall, String route, String base, Function<Person, String> make, String body) {
        String method = route.substring(0, route.indexOf(' '));
        String rest = route.substring(route.indexOf("{}") + 2);
        recipes.put(method + " " + base + "{}" + rest, new Recipe(wall, (owner, others) -> {
            String id = make.apply(owner);
            String guess = guess(id);

            for (Person other : others) {
                TestClient.Answer refused = other.call(method, base + id + rest, body);
                assertEquals(404, refused.status(), base + id + rest);
                assertEquals(other.call(method, base + guess + rest, body).text(), refused.text().replace(id, guess));
            }
            assertNotEquals(404, owner.call(method, base + id + rest, body).status(), base + id + rest);
        }));
    }

    /** An id of the same shape that nobody has, near to this one. */
    static String guess(String id) {
        StringBuilder guess = new StringBuilder(id);
        for (int i = Math.max(0, guess.length() - 16); i < guess.length(); i++) {
            char c = guess.charAt(i);
            guess.setCharAt(i, Character.isDigit(c) ? (char) ('0' + '9' - c) : c);
        }
        return guess.toString();
    }

    private static Recipe listed(Wall wall, String path, Function<Person, String> make) {
        return new Recipe(wall, (owner, others) -> {
            String made = make.apply(owner);

            assertTrue(owner.client().get(path).text().contains(made), path);
            others.forEach(other -> assertFalse(other.client().get(path).text().contains(made), path));
        });
    }

    /** A name that is taken for its owner is free for the others; API keys have theirs in common within a tenant. */
    private static void taken(Person owner, List<Person> others, String path, String member) {
        String name = fresh();
        owner.call("POST", path, member(member, name));

        assertEquals(409, owner.call("POST", path, member(member, name)).status());
        Set<String> tenants = new HashSet<>(Set.of(owner.tenant()));
        for (Person other : others) {
            boolean first = !path.equals("/api/keys") || tenants.add(other.tenant());
            assertEquals(first ? 201 : 409, other.call("POST", path, member(member, name)).status());
        }
    }

    private static int items(Person person) {
        return person.client().get("/v1/memory/profile").json().getInt("items");
    }

    private static String member(String name, String value) {
        return Json.builders().createObjectBuilder().add(name, value).build().toString();
    }

    private static String fresh() {
        return "n" + UUID.randomUUID().toString().replace("-", "");
    }
}
