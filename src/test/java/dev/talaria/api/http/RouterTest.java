package dev.talaria.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {
    private static final Router ROUTER = router(
            route("models", "GET", "/v1/models"), route("model", "GET", "/v1/models/{model}"), route("health", "GET", "/health"),
            route("session", "GET", "/api/sessions/{id}"), route("rename", "PATCH", "/api/sessions/{id}"),
            route("search", "POST", "/api/sessions/search"), route("items", "GET", "/v1/responses/{id}/{part}"),
            route("input", "GET", "/v1/responses/{id}/input_items"), route("root", "GET", "/"));

    @ParameterizedTest
    @CsvSource({"GET,/v1/models,models", "GET,/v1/models/gpt-4o,model", "HEAD,/v1/models,models", "GET,/v1/%6dodels,models",
        "GET,/api/sessions/search,session", "POST,/api/sessions/search,search", "PATCH,/api/sessions/search,rename",
        "GET,/v1/responses/r/input_items,input", "GET,/v1/responses/r/other,items", "GET,/,root"})
    void findsRoutes(String method, String path, String name) {
        assertEquals(name, found(method, path).route().name());
    }

    @ParameterizedTest
    @CsvSource({"gpt-4o,gpt-4o", "a%20b,a b", "a+b,a+b", "J%C3%BCrgen,J\u00FCrgen", "a:b@c,a:b@c", "%2e%2e%2e,...", "{model},{model}"})
    void decodesParameters(String raw, String value) {
        assertEquals(Map.of("model", value), found("GET", "/v1/models/" + raw).parameters());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v1/models", "/v1", "/v1/models/", "/v1//models", "//v1/models", "/v1/models;jsessionid=x",
        "/v1;a=b/models", "/v1/../v1/models", "/v1/./models", "/v1/%2e%2e/models", "/v1/models/%2E", "/v1/models/a%2Fb",
        "/v1/models/a%5cb", "/v1/models/a\\b", "/v1/models/a%00", "/v1/models/a%0A", "/v1/models/%", "/v1/models/%4",
        "/v1/models/%zz", "/v1/models/%C3", "/v1/models/%C2%85", "/v1/models/a%2fb/..", "/V1/models", "/v1/models/a/b",
        "/v1/models/\u0142", "/health/.."})
    void knowsNoOtherPaths(String path) {
        assertInstanceOf(Router.NoPath.class, ROUTER.match("GET", path));
    }

    @Test
    void tellsWhichMethodsWork() {
        assertEquals(new Router.OtherMethod(Set.of("GET", "HEAD", "PATCH", "OPTIONS")), ROUTER.match("DELETE", "/api/sessions/x"));
        assertEquals(new Router.OtherMethod(Set.of("GET", "HEAD", "PATCH", "POST", "OPTIONS")),
                ROUTER.match("OPTIONS", "/api/sessions/search"));
        assertEquals(new Router.OtherMethod(Set.of("GET", "HEAD", "OPTIONS")), ROUTER.match("get", "/health"));
    }

    @Test
    void doesNotServeHeadWhereGetDoesNotWork() {
        Router posts = router(route("chat", "POST", "/v1/chat"));

        assertEquals(new Router.OtherMethod(Set.of("POST", "OPTIONS")), posts.match("HEAD", "/v1/chat"));
    }

    @Test
    void refusesTwoRoutesForOnePath() {
        assertThrows(IllegalStateException.class, () -> router(route("a", "GET", "/x/{a}"), route("b", "GET", "/x/{b}")));
        router(route("a", "GET", "/x/{a}"), route("b", "POST", "/x/{a}"), route("c", "GET", "/x/a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v1", "/v1/", "/v1//x", "/a/../b"})
    void refusesTemplatesThatNoRequestReaches(String path) {
        assertThrows(IllegalStateException.class, () -> router(route("a", "GET", path)));
    }

    @Test
    void listsItsRoutesInOrder() {
        assertEquals("models", ROUTER.routes().get(0).name());
        assertEquals(9, ROUTER.routes().size());
    }

    private static Router.Found found(String method, String path) {
        return assertInstanceOf(Router.Found.class, ROUTER.match(method, path));
    }

    private static Route route(String name, String method, String path) {
        return new Route(name, method, path, false, false, null, Set.of(), exchange -> { });
    }

    private static Router router(Route... routes) {
        return new Router(List.of(() -> List.of(routes)));
    }
}
