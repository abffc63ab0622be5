package dev.talaria.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.TestClient;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An application with a faulty setting: refused by the container where it can, else there to say why it is not. */
@ExtendWith(ArquillianExtension.class)
class FailingStartIT {
    private static final String NAME = "failing";
    private static final String SETTING = "talaria.agent.turn-timeout";

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = NAME, managed = false, testable = false)
    static WebArchive talaria() {
        return DeployedTalaria.war("failing.war", Map.of(SETTING, "soon"));
    }

    @Test
    void isRefusedOrSaysThatItHasNotStarted() {
        if ("wildfly".equals(DeployedTalaria.server())) {
            assertThrows(Exception.class, () -> deployer.deploy(NAME));
            return;
        }
        deployer.deploy(NAME);
        try {
            TestClient client = new TestClient(URI.create("http://127.0.0.1:" + System.getProperty("it.port.http") + "/" + NAME),
                    DeployedTalaria.KEY);
            for (String path : List.of("/", "/health", "/health/live", "/health/ready", "/v1/models", "/no/such/path")) {
                TestClient.Answer answer = client.get(path);
                assertEquals(503, answer.status(), path + " " + answer.text());
                assertEquals("not_started", answer.error().getString("code"), path);
                assertTrue(answer.error().getString("message").contains("log"), answer.text());
                assertTrue(answer.header("Content-Type").orElseThrow().startsWith("application/json"), path);
            }
            assertEquals(503, client.chat("hello").status());
        } finally {
            deployer.undeploy(NAME);
        }
    }
}
