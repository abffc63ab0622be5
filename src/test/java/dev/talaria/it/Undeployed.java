package dev.talaria.it;

import dev.talaria.testing.RawConnection;
import dev.talaria.testing.ServerProcess;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** An application that was taken down. */
public final class Undeployed {
    private static final String LOOK_IN = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    private static final int REQUESTS_AT_ONCE = 100;
    /** A thread that Tomcat has started below a call of the application's keeps it until it has been idle for a minute. */
    private static final Duration MAX = Duration.ofMinutes(4);

    private Undeployed() {
    }

    /**
     * How many of the applications that other tests have taken down may stay in the heap: one, if there is any. No object leads to such a
     * one, which leaves the compiled code that the server's threads stand in, and HotSpot keeps alive what that was compiled with.
     */
    public static int left(ServerProcess server) {
        return Math.min(1, server.heap().deployments());
    }

    /**
     * Returns once nothing of it is left in the server's heap that the server could let go.
     *
     * @param before what was {@link #left} before it was deployed
     */
    public static void await(ServerProcess server, URL base, int before) {
        DeployedTalaria.await(() -> isFreed(server, base, before), () -> "still there: " + described(server), MAX);
    }

    /** Says what there is, and leaves the heap where somebody can look who holds it. */
    private static String described(ServerProcess server) {
        Path file = Path.of(System.getProperty("it.folder"), DeployedTalaria.server() + "-left-behind.hprof");
        server.dump(file);
        return server.heap() + ", threads: " + server.ownThreads() + ", objects: " + server.ownObjects() + ", all in " + file;
    }

    /**
     * An idle thread of Tomcat may hold on to its last request until its next one, so all are given one. One of WildFly holds on to its
     * first until it ends, which deploy/wildfly/talaria.cli lets it do after some seconds without work.
     */
    private static boolean isFreed(ServerProcess server, URL base, int before) {
        if (server.heap().deployments() <= before) {
            return true;
        }
        if ("wildfly".equals(DeployedTalaria.server())) {
            return false;
        }
        List<RawConnection> connections = IntStream.range(0, REQUESTS_AT_ONCE).mapToObj(n ->
                RawConnection.open(URI.create(base.toString())).send(LOOK_IN)).toList();
        connections.forEach(RawConnection::reply);
        connections.forEach(RawConnection::close);
        return false;
    }
}
