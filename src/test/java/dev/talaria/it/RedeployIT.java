package dev.talaria.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.talaria.testing.Chats;
import dev.talaria.testing.RawConnection;
import dev.talaria.testing.ServerProcess;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import java.net.URI;
import java.net.URL;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Taking the application down and up again on a server that goes on running. */
@ExtendWith(ArquillianExtension.class)
class RedeployIT {
    private static final System.Logger LOG = System.getLogger(RedeployIT.class.getName());
    private static final String NAME = "redeployed";
    private static final int ROUNDS = Integer.getInteger("it.rounds");
    /** The JDK's code for the equality of records remembers the last class it was made for, and a server's idle thread its last request. */
    private static final int KEPT_BY_OTHERS = 2;
    private static final String LOOK_IN = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    private static final int REQUESTS_AT_ONCE = 100;
    private static final int ATTEMPTS = 10;
    private static final boolean WILDFLY = "wildfly".equals(System.getProperty("arquillian.launch"));
    /** A server's own threads come and go by a few. */
    private static final int THREADS_THAT_VARY = 20;

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = NAME, managed = false, testable = false)
    static WebArchive talaria() {
        return DeployedTalaria.war();
    }

    @BeforeEach
    void deploy() {
        deployer.deploy(NAME);
    }

    @AfterEach
    void undeploy() {
        deployer.undeploy(NAME);
    }

    @Test
    void remembersAcrossARestart(@ArquillianResource @OperateOnDeployment(NAME) URL base) {
        assumeTrue(ServerProcess.find().isPresent(), "an embedded server gives each deployment another path");
        String session = "restart-" + UUID.randomUUID();
        client(base).with("X-Hermes-Session-Key", session).with("X-Hermes-Session-Id", session + "-1").chat("My favourite colour is teal.");

        deployer.undeploy(NAME);
        deployer.deploy(NAME);

        String answer = client(base).with("X-Hermes-Session-Key", session).chat("What is my favourite colour?").content();
        assertTrue(answer.contains("teal"), answer);
    }

    @Test
    void endsAStreamTruthfullyWhenItIsTakenDown(@ArquillianResource @OperateOnDeployment(NAME) URL base) {
        SseRecorder stream = client(base).stream(Chats.streamed("tokens:10000 && slow:50"));
        stream.next();

        deployer.undeploy(NAME);

        List<SseRecorder.Frame> frames = stream.rest();
        deployer.deploy(NAME);
        String end = frames.subList(Math.max(0, frames.size() - 2), frames.size()).toString();
        assertTrue(end.contains("\"error\"") && end.contains("data=[DONE]"), end);
        assertFalse(end.contains("finish_reason\":\"stop"), end);
    }

    @Test
    void leavesNothingBehind(@ArquillianResource @OperateOnDeployment(NAME) URL base) {
        Optional<ServerProcess> server = ServerProcess.find();
        assumeTrue(server.isPresent(), "a server inside this process cannot be told from its tests");
        useEverything(base);
        deployer.undeploy(NAME);
        int threads = server.get().threads();
        LOG.log(System.Logger.Level.INFO, "after the first: " + threads + " threads, " + server.get().heap());

        for (int round = 1; round < ROUNDS; round++) {
            deployer.deploy(NAME);
            useEverything(base);
            deployer.undeploy(NAME);
        }

        ServerProcess.Heap heap = atRest(server.get(), base);
        List<String> own = server.get().ownThreads();
        LOG.log(System.Logger.Level.INFO, "after " + ROUNDS + ": " + server.get().threads() + " threads, " + heap);
        deployer.deploy(NAME);
        assertEquals(List.of(), own);
        assertTrue(server.get().threads() <= threads + THREADS_THAT_VARY, () -> threads + " threads before, " + server.get().threads());
        assumeFalse(WILDFLY && heap.deployments() > KEPT_BY_OTHERS, () -> "WildFly's own threads and caches hold on: " + heap);
        assertTrue(heap.deployments() <= KEPT_BY_OTHERS, heap::toString);
    }

    /** An idle thread of a server holds on to its last request until its next one, so all are given one. */
    private static ServerProcess.Heap atRest(ServerProcess server, URL base) {
        ServerProcess.Heap heap = server.heap();
        for (int i = 0; i < ATTEMPTS && heap.deployments() > KEPT_BY_OTHERS; i++) {
            List<RawConnection> connections = IntStream.range(0, REQUESTS_AT_ONCE).mapToObj(n ->
                    RawConnection.open(URI.create(base.toString())).send(LOOK_IN)).toList();
            connections.forEach(RawConnection::whole);
            connections.forEach(RawConnection::close);
            heap = server.heap();
        }
        return heap;
    }

    private void useEverything(URL base) {
        TestClient client = client(base).with("X-Hermes-Session-Key", "redeploy").with("X-Hermes-Session-Id", "s-" + UUID.randomUUID());
        assertEquals(200, client.chat("My favourite colour is teal.").status());
        assertEquals(200, client.chat("tool:todo {}").status());
        assertTrue(client.stream(Chats.streamed("tokens:50 && slow:5")).chatText().contains("w49"));
        assertEquals(200, client.get("/health/detailed").status());
        assertEquals(404, client.get("/nowhere").status());
        try (SseRecorder left = client.stream(Chats.streamed("tokens:10000 && slow:20"))) {
            left.next();
        }
    }

    private static TestClient client(URL base) {
        return new TestClient(URI.create(base.toString()), DeployedTalaria.KEY);
    }
}
