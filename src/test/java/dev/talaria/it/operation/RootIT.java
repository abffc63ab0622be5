package dev.talaria.it.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.it.DeployedTalaria;
import dev.talaria.testing.Chats;
import dev.talaria.testing.RawConnection;
import dev.talaria.testing.TestClient;
import java.net.URI;
import java.net.URL;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The same file under the name by which each server serves it from the root, in the place of the server's own pages. */
@ExtendWith(ArquillianExtension.class)
class RootIT {
    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive talaria() {
        return DeployedTalaria.war("ROOT.war");
    }

    @Test
    void answersAndStreams() {
        assertEquals("Hello", client().chat("say:Hello").content());
        assertTrue(client().stream(Chats.streamed("tokens:20")).chatText().endsWith("w19"));
        assertEquals(200, client().get("/health/ready").status());
    }

    @Test
    void refusesAtTheVeryRootInJson() {
        for (String path : new String[] {"/", "/index.html", "/nowhere"}) {
            TestClient.Answer reply = client().get(path);

            assertEquals(404, reply.status(), path);
            assertEquals("not_found", reply.error().getString("code"), path);
        }
    }

    @Test
    void hidesItsDescriptors() {
        try (RawConnection connection = RawConnection.open(root())) {
            RawConnection.Reply reply = connection.send("GET /WEB-INF/web.xml HTTP/1.1\r\nHost: " + root().getAuthority()
                    + "\r\nAuthorization: Bearer " + DeployedTalaria.KEY + "\r\nConnection: close\r\n\r\n").reply();

            assertEquals(404, reply.head().status(), reply::toString);
        }
    }

    private TestClient client() {
        return new TestClient(root(), DeployedTalaria.KEY);
    }

    private URI root() {
        assertEquals("/", base.getPath(), base::toString);
        return URI.create(base.toString());
    }
}
