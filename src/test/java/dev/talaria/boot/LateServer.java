package dev.talaria.boot;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.DeclaredServlets;
import dev.talaria.testing.TestClient;
import java.time.Duration;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A Jetty whose application may come up later than itself. */
final class LateServer {
    /** By which it is shown in JMX, as every server at this path: tests that have one run one after another. */
    static final String JMX_NAME = "dev.talaria:type=Server,context=\"/\"";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private LateServer() {
    }

    /** @param environment the application's, in place of the process' own */
    static Server start(Map<String, String> environment) throws Exception {
        Server jetty = new Server();
        ServerConnector connector = new ServerConnector(jetty);
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        DeclaredServlets.addTo(context);
        context.addEventListener(new TalariaListener(environment));
        jetty.setHandler(context);
        jetty.start();
        return jetty;
    }

    static void awaitReady(TestClient client) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (client.get("/health/ready").status() != 200) {
            assertTrue(System.nanoTime() < deadline, "the server does not come up");
        }
    }
}
