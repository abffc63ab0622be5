package dev.talaria.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.ChatJson;
import dev.talaria.testing.Chats;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.ServerProcess;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An application that was used in every way and taken down again: nothing of it stays in the server. */
@ExtendWith(ArquillianExtension.class)
class LeakIT {
    private static final String NAME = "used";
    private static final int ROUNDS = Integer.getInteger("it.rounds");
    /** A server's own threads come and go by a few. */
    private static final int THREADS_THAT_VARY = 20;
    /** Where the servers keep what they unpack, compile and upload. */
    private static final List<String> FOLDERS = List.of("temp", "work", "webapps", "standalone/tmp", "standalone/data",
            "standalone/deployments");
    private static final ScriptedUpstream UPSTREAM = new ScriptedUpstream();

    @ArquillianResource
    private Deployer deployer;
    private int left;

    @Deployment(name = NAME, managed = false, testable = false)
    static WebArchive talaria() {
        // The run without end would hold up each undeployment for the usual grace.
        return DeployedTalaria.war(Map.of("talaria.model.base-url", UPSTREAM.baseUrl().toString(), "talaria.model.name", "scripted",
                "talaria.drain.grace", "2s"));
    }

    @AfterAll
    static void closeUpstream() throws IOException {
        UPSTREAM.close();
    }

    /** Before the test, which could not be told the address otherwise. */
    @BeforeEach
    void deploy() {
        left = Undeployed.left(ServerProcess.find().orElseThrow());
        deployer.deploy(NAME);
    }

    @Test
    void leavesNothingBehind(@ArquillianResource @OperateOnDeployment(NAME) URL base) throws IOException {
        ServerProcess server = ServerProcess.find().orElseThrow();
        useEverything(base);
        deployer.undeploy(NAME);
        Set<String> filesBefore = files();
        int threadsBefore = server.threads();
        Figures.note("redeployed", "after the first round " + threadsBefore + " threads, " + server.heap());

        for (int round = 1; round < ROUNDS; round++) {
            deployer.deploy(NAME);
            useEverything(base);
            deployer.undeploy(NAME);
        }

        Undeployed.await(server, base, left);
        Figures.note("redeployed", "after " + ROUNDS + " rounds " + server.threads() + " threads, " + server.heap());
        assertEquals(List.of(), server.ownThreads());
        assertTrue(server.threads() <= threadsBefore + THREADS_THAT_VARY, () -> threadsBefore + " threads before, " + server.threads());
        assertEquals(0, server.children());
        assertEquals(filesBefore, files());
    }

    private static void useEverything(URL base) {
        TestClient client = new TestClient(URI.create(base.toString()), DeployedTalaria.KEY).with("X-Hermes-Session-Key", "leak")
                .with("X-Hermes-Session-Id", "s-" + UUID.randomUUID());
        assertEquals(200, client.chat("My favourite colour is teal.").status());
        UPSTREAM.answer(Script.chatToolCall("call_1", "todo", "{}"));
        assertEquals(200, client.chat("What is to be done?").status());
        assertTrue(client.stream(Chats.streamed("one two three")).chatText().contains("two three"));
        assertEquals(200, client.post("/v1/memory/search", "{\"query\": \"Which colour?\"}").status());
        assertEquals(200, client.post("/v1/responses", "{\"input\": \"Hello\"}").status());
        assertEquals(202, client.post("/v1/runs", "{\"input\": \"Hello\"}").status());
        assertEquals(200, client.get("/health/detailed").status());
        assertEquals(404, client.get("/nowhere").status());
        UPSTREAM.answer(reply -> reply.beginEvents().data(ChatJson.textChunk("without end")).awaitClientClose());
        try (SseRecorder left = client.stream(Chats.streamed("Talk for ever."))) {
            left.next();
        }
    }

    private static Set<String> files() throws IOException {
        Set<String> found = new TreeSet<>();
        for (String folder : FOLDERS) {
            Path root = Path.of(System.getProperty("it.server.home"), folder);
            if (Files.exists(root)) {
                try (Stream<Path> files = Files.walk(root)) {
                    files.filter(Files::isRegularFile).map(Path::toString).forEach(found::add);
                }
            }
        }
        return found;
    }
}
