package dev.talaria.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.scope.Sha256;
import dev.talaria.testing.Chats;
import dev.talaria.testing.DeclaredServlets;
import dev.talaria.testing.LogLines;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestDatabase;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A server that is started as in a container, every secret of which is marked: no mark is ever seen again. */
@ResourceLock(LateServer.JMX_NAME)
class SecrecyServerTest {
    private static final String CONFIGURED = "marked-configured-key";
    private static final String OF_FILE = "marked-key-of-file";
    private static final String OF_MODEL = "marked-key-of-model";
    private static final String OF_TOKENS = "marked-secret-of-user-tokens-of-32-bytes";
    private static final String OF_DATABASE = "marked-password-of-database";
    private static final String WRONG = "marked-wrong-key";
    private static final String SAID = "marked-words-of-a-user";
    private static final String SESSION_KEY = "marked-session-key";

    private final LogLines log = LogLines.ofAll();
    private final List<String> shown = new ArrayList<>();
    private final ScriptedUpstream upstream = new ScriptedUpstream();
    private final Server jetty = new Server();
    private String issued;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        Path keys = Files.writeString(folder.resolve("keys.json"), keysFile("rights", "tenant-admin"));
        ServerConnector connector = new ServerConnector(jetty);
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        Map.of("talaria.home", folder.toString(), "talaria.api-key", CONFIGURED, "talaria.keys.file", keys.toString(),
                "talaria.user-token-secret", OF_TOKENS, "talaria.model.base-url", upstream.baseUrl().toString(),
                "talaria.model.name", "scripted", "talaria.model.api-key", OF_MODEL,
                "talaria.store.url", TestDatabase.postgresUrl(), "talaria.store.user", "postgres", "talaria.store.password", OF_DATABASE)
                .forEach(context::setInitParameter);
        DeclaredServlets.addTo(context);
        context.addEventListener(new TalariaListener(Map.of()));
        jetty.setHandler(context);
        jetty.start();
        upstream.answerAlways(request -> Script.chatError(401, "Incorrect API key provided: " + OF_MODEL, "invalid_api_key"));
    }

    @AfterEach
    void stop() throws Exception {
        jetty.stop();
        upstream.close();
        log.close();
    }

    @Test
    void showsNoSecretAnywhere() throws Exception {
        use();
        breakTheKeysFile();
        tellEverythingByJmx();
        jetty.stop();

        assertTrue(log.lines().stream().anyMatch(line -> line.contains("dev.talaria.observe.AccessLog")), "the log is heard");
        assertTrue(shown.stream().anyMatch(text -> text.contains("Incorrect API key provided: ***")), "upstreams are heard");
        for (String secret : List.of(CONFIGURED, OF_FILE, OF_MODEL, OF_TOKENS, OF_DATABASE, WRONG, issued)) {
            for (String form : List.of(secret, Sha256.hex(secret))) {
                assertEquals(List.of(), with(form, shown));
                assertEquals(List.of(), with(form, log.lines()));
            }
        }
        assertEquals(List.of(), with(SAID, log.lines()));
        assertEquals(List.of(), with(SESSION_KEY, log.lines()));
    }

    private static List<String> with(String secret, List<String> texts) {
        return texts.stream().filter(text -> text.contains(secret)).toList();
    }

    private void use() {
        TestClient admin = client(CONFIGURED);
        issued = admin.post("/api/keys", "{\"name\": \"issued\", \"rights\": \"server-admin\"}").json().getString("key");
        for (String secret : List.of(CONFIGURED, OF_FILE, issued, WRONG)) {
            TestClient client = client(secret).with("X-Hermes-Session-Key", SESSION_KEY);
            routes(admin).forEach(path -> show(client.get(path)));
            show(client.post("/v1/chat/completions", Chats.body(SAID)));
            show(client.post("/v1/chat/completions", "{\"messages\": \"" + SAID));
            show(client.post("/v1/responses", "{\"input\": \"" + SAID + "\"}"));
            show(client.post("/v1/memory/messages", "{\"messages\": [{\"content\": \"" + SAID + "\"}]}"));
            show(client.post("/v1/memory/search", "{\"query\": \"" + SAID + "\"}"));
            show(client.post("/v1/runs", "{\"input\": 7}"));
            show(client.post("/api/keys", "{\"name\": \"x\", \"key\": \"" + SAID + "\"}"));
            show(client.with("X-OpenWebUI-User-Jwt", "a.b.c").get("/v1/models"));
            show(client.get("/nowhere"));
        }
    }

    /** All that can be asked by GET without knowing an id. */
    private static List<String> routes(TestClient admin) {
        JsonObject endpoints = admin.get("/v1/capabilities").json().getJsonObject("endpoints");
        return endpoints.values().stream().map(value -> (JsonObject) value)
                .filter(route -> route.getString("method").equals("GET") && !route.getString("path").contains("{"))
                .map(route -> route.getString("path")).toList();
    }

    private static String keysFile(String member, String value) {
        return "{\"keys\": [{\"name\": \"filed\", \"key\": \"" + OF_FILE + "\", \"" + member + "\": \"" + value + "\"}]}";
    }

    private void breakTheKeysFile() throws IOException {
        Files.writeString(folder.resolve("keys.json"), keysFile("right", "none"));
        log.await("Unknown field: 'keys[0].right'");
    }

    private void tellEverythingByJmx() throws JMException {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        assertTrue(beans.isRegistered(new ObjectName(LateServer.JMX_NAME)));
        for (ObjectName name : beans.queryNames(null, null)) {
            for (MBeanAttributeInfo attribute : beans.getMBeanInfo(name).getAttributes()) {
                try {
                    shown.add(name + " " + attribute.getName() + " " + beans.getAttribute(name, attribute.getName()));
                } catch (JMException | RuntimeException cannotBeAsked) {
                    shown.add(cannotBeAsked.toString());
                }
            }
        }
    }

    private void show(TestClient.Answer answer) {
        shown.add(answer.status() + " " + answer.headers() + " " + answer.text());
    }

    private TestClient client(String secret) {
        int port = ((ServerConnector) jetty.getConnectors()[0]).getLocalPort();
        return TestClient.of(URI.create("http://127.0.0.1:" + port), secret);
    }
}
