package dev.talaria.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.DeclaredServlets;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestDatabase;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The servlets of web.xml, of which each serves one group of endpoints and is counted by the container. */
@ResourceLock(LateServer.JMX_NAME)
class EndpointGroupsServerTest {
    private static final String KEY = "groups";
    private static final Pattern GROUP = Pattern.compile("/(?:v1/|api/)?([a-z]+)(?:/.*)?");

    /** How many requests passed the gate on their way to each servlet, by its name. */
    private static final Map<String, Integer> requests = new ConcurrentHashMap<>();
    private static Server jetty;
    private static URI base;
    private static TestClient client;

    @BeforeAll
    static void start(@TempDir Path home) throws Exception {
        jetty = new Server();
        ServerConnector connector = new ServerConnector(jetty);
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        Map<String, String> settings = new HashMap<>(TestDatabase.settings());
        settings.putAll(Map.of("talaria.home", home.toString(), "talaria.api-key", KEY));
        settings.forEach(context::setInitParameter);
        DeclaredServlets.addTo(context);
        Filter counting = (request, response, chain) -> {
            requests.merge(((HttpServletRequest) request).getHttpServletMapping().getServletName(), 1, Integer::sum);
            chain.doFilter(request, response);
        };
        FilterHolder behindTheGate = new FilterHolder(counting);
        behindTheGate.setAsyncSupported(true);
        context.addFilter(behindTheGate, "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addEventListener(new TalariaListener(Map.of()));
        jetty.setHandler(context);
        jetty.start();
        base = URI.create("http://127.0.0.1:" + connector.getLocalPort());
        client = new TestClient(base, KEY);
    }

    @AfterAll
    static void stop() throws Exception {
        jetty.stop();
    }

    @BeforeEach
    void forgetRequests() {
        requests.clear();
    }

    @Test
    void serveEveryRouteInItsGroup() {
        List<JsonObject> routes = client.get("/v1/capabilities").json().getJsonObject("endpoints").values().stream()
                .map(JsonValue::asJsonObject).sorted(Comparator.comparing(route -> route.getString("path").endsWith("/drain"))).toList();
        requests.clear();
        Map<String, Integer> expected = new HashMap<>();
        for (JsonObject route : routes) {
            String method = route.getString("method");
            String path = route.getString("path").replaceAll("\\{\\w+}", "x%20y");
            Matcher group = GROUP.matcher(path);
            assertTrue(group.matches(), path);
            expected.merge(group.group(1), 1, Integer::sum);

            TestClient.Answer answer = client.send(method, path, BodyPublishers.ofString("{}"));

            assertFalse(answer.text().contains("Not found: " + method), () -> method + " " + path + " " + answer);
        }

        assertEquals(expected, requests);
        Set<String> declared = new TreeSet<>(DeclaredServlets.patterns().keySet());
        declared.removeAll(Set.of("talaria", "refused", "console"));
        assertEquals(declared, new TreeSet<>(expected.keySet()));
    }

    @ParameterizedTest
    @CsvSource({"/v1/models, models", "/v1/m%6Fdels, models", "/v1/models/%74alaria, models", "/%76%31/models/talaria?x=;/y, models",
        "/health/%6cive, health", "/v1/health, health", "/api/sessions?limit=1, sessions"})
    void serveAPathHoweverItIsEncoded(String path, String servlet) {
        TestClient.Answer answer = client.get(path);

        assertEquals(200, answer.status(), answer::text);
        assertEquals(Map.of(servlet, 1), requests);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/v1", "/v1/", "/v1/models/", "/v1/models/a/b", "/v1/models;v=1", "/v1/model", "/v1/chat", "/nothing",
        "/refused", "/console/x", "/p/x", "/index.jsp", "/V1/models", "/v1/models/a%00b"})
    void areNotReachedByOtherPaths(String path) {
        TestClient.Answer answer = client.get(path);

        assertTrue(answer.status() == 404 || answer.status() == 400, answer::toString);
        assertFalse(answer.status() == 404 && !answer.error().getString("message").equals("Not found: GET " + path), answer::toString);
        assertEquals(Map.of(), requests);
    }

    @Test
    void areNotReachedWithoutAKeyOrByAnotherMethod() {
        assertEquals(401, new TestClient(base, "wrong").get("/v1/models").status());
        assertEquals(405, client.send("DELETE", "/v1/models", BodyPublishers.noBody()).status());
        assertEquals(Map.of(), requests);
    }
}
