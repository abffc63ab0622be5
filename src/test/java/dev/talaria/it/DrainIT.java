package dev.talaria.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Chats;
import dev.talaria.testing.Programs;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import java.net.URI;
import java.net.URL;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The way out of service by the script of deploy/, with the environment file beside it. */
@ExtendWith(ArquillianExtension.class)
class DrainIT {
    private static final String NAME = "drained";

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

    /** Draining is for good: only a new start takes requests again. */
    @AfterEach
    void undeploy() {
        deployer.undeploy(NAME);
    }

    @Test
    void refusesWhatIsNewAndLetsEndWhatRuns(@ArquillianResource @OperateOnDeployment(NAME) URL base) throws Exception {
        Assumptions.assumeTrue(Programs.areInstalled("sh", "curl"), "the script needs a shell and curl");
        TestClient client = new TestClient(URI.create(base.toString()), DeployedTalaria.KEY);
        SseRecorder stream = client.stream(Chats.streamed("tokens:40 && slow:50"));
        stream.next();

        String said = Programs.output("set -a; . deploy/talaria.env; TALARIA_API_KEY=" + DeployedTalaria.KEY + "; set +a; deploy/drain.sh '"
                + base.toString().replaceFirst("/$", "") + "' 1");

        assertTrue(said.contains("\"draining\":true"), said);
        assertEquals(503, client.get("/health/ready").status());
        assertEquals(200, client.get("/health/live").status());
        TestClient.Answer refused = client.chat("say:no");
        assertEquals(503, refused.status());
        assertEquals("draining", refused.error().getString("code"));
        assertTrue(refused.header("Retry-After").isPresent());
        assertTrue(stream.chatText().endsWith("w39"));
    }
}
