package dev.talaria.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.DatabaseProxy;
import dev.talaria.testing.LogLines;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A server that is started before its database. */
@ResourceLock(LateServer.JMX_NAME)
class LateDatabaseTest {
    private static final String KEY = "late-key";

    @TempDir
    Path home;

    @Test
    void itLivesWaitsAndComesUpByItself() throws Exception {
        String url = TestDatabase.postgresUrl();
        try (DatabaseProxy proxy = DatabaseProxy.before(url); LogLines log = LogLines.of(TalariaListener.class)) {
            proxy.refuseNew();
            Server jetty = start(proxy.through(url));
            try {
                TestClient client = new TestClient(jetty.getURI(), KEY);
                assertEquals(200, client.get("/health/live").status());
                TestClient.Answer refused = client.get("/v1/models");
                assertEquals(503, refused.status());
                assertEquals("database_unavailable", refused.error().getString("code"));
                assertTrue(refused.header("Retry-After").isPresent());
                assertEquals(503, client.get("/health/ready").status());

                proxy.comeBack();

                LateServer.awaitReady(client);
                assertEquals(200, client.get("/v1/models").status());
                log.await("The server is waiting for its database");
            } finally {
                jetty.stop();
            }
        }
    }

    @Test
    void itCanBeTakenDownWhileItWaits() throws Exception {
        String url = TestDatabase.postgresUrl();
        try (DatabaseProxy proxy = DatabaseProxy.before(url)) {
            proxy.refuseNew();
            Server jetty = start(proxy.through(url));

            jetty.stop();

            assertFalse(Thread.getAllStackTraces().keySet().stream().anyMatch(thread -> thread.getName().startsWith("talaria-start")));
        }
    }

    private Server start(String url) throws Exception {
        return LateServer.start(Map.of("TALARIA_HOME", home.toString(), "TALARIA_API_KEY", KEY,
                "TALARIA_STORE_URL", url, "TALARIA_STORE_USER", "postgres", "TALARIA_STORE_PASSWORD", "postgres"));
    }
}
