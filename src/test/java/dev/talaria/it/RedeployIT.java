package dev.talaria.it;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Chats;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import java.net.URI;
import java.net.URL;
import java.util.List;
import java.util.UUID;
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
    private static final String NAME = "redeployed";

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

    private static TestClient client(URL base) {
        return new TestClient(URI.create(base.toString()), DeployedTalaria.KEY);
    }
}
