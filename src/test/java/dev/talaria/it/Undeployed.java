package dev.talaria.it;

import dev.talaria.testing.RawConnection;
import dev.talaria.testing.ServerProcess;
import java.net.URI;
import java.net.URL;
import java.util.List;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** An application that was taken down. */
final class Undeployed {
    /** The name of a deployment that each of these tests must have. */
    static final String NOTHING = "nothing";
    private static final String LOOK_IN = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    private static final int REQUESTS_AT_ONCE = 100;

    private Undeployed() {
    }

    /** An application that does nothing. */
    static WebArchive nothing() {
        return ShrinkWrap.create(WebArchive.class, NOTHING + ".war").addAsWebInfResource(new StringAsset("<web-app/>"), "web.xml");
    }

    /**
     * Returns once nothing of it is left in the server's heap. Before Java 24 a thread holds on to the classes on whose behalf it was
     * begun, such as one of Tomcat's for the end of an exchange while the application is taken down; Tomcat ends such threads whenever it
     * takes an application down, so it takes down another one.
     */
    static void await(Deployer deployer, ServerProcess server, URL base) {
        if (DeployedTalaria.server().startsWith("tomcat")) {
            deployer.deploy(NOTHING);
            deployer.undeploy(NOTHING);
        }
        DeployedTalaria.await(() -> isFreed(server, base), () -> "still there: " + server.heap());
    }

    /**
     * An idle thread of Tomcat may hold on to its last request until its next one, so all are given one. One of WildFly holds on to its
     * first until it ends, which deploy/wildfly/talaria.cli lets it do after some seconds without work.
     */
    private static boolean isFreed(ServerProcess server, URL base) {
        if (server.heap().deployments() == 0) {
            return true;
        }
        if ("wildfly".equals(DeployedTalaria.server())) {
            return false;
        }
        List<RawConnection> connections = IntStream.range(0, REQUESTS_AT_ONCE).mapToObj(n ->
                RawConnection.open(URI.create(base.toString())).send(LOOK_IN)).toList();
        connections.forEach(RawConnection::whole);
        connections.forEach(RawConnection::close);
        return false;
    }
}
