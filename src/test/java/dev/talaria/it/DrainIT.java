package dev.talaria.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Chats;
import dev.talaria.testing.Programs;
import dev.talaria.testing.SseRecorder;
import dev.talaria.testing.TestClient;
import java.net.URL;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The way out of service by the script of deploy/, with the environment file beside it. */
class DrainIT extends RedeployableTalaria {
    @Test
    void refusesWhatIsNewAndLetsEndWhatRuns(@ArquillianResource @OperateOnDeployment(NAME) URL base) throws Exception {
        Assumptions.assumeTrue(Programs.areInstalled("sh", "curl"), "the script needs a shell and curl");
        TestClient client = client(base);
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
