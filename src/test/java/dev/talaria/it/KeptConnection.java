package dev.talaria.it;

import dev.talaria.testing.RawConnection;
import java.net.URI;

/** One request after the other on a connection that is kept for as long as the server keeps it. */
final class KeptConnection implements AutoCloseable {
    private final URI server;
    private RawConnection connection;

    KeptConnection(URI server) {
        this.server = server;
    }

    RawConnection.Reply exchange(String request) {
        if (connection == null) {
            connection = RawConnection.open(server);
        }
        RawConnection.Reply reply = connection.send(request).reply();
        boolean ours = reply.head().header("X-Request-Id").isPresent();
        boolean kept = reply.complete() && reply.head().header("Connection").filter("close"::equalsIgnoreCase).isEmpty();
        if (ours && kept) {
            connection.next();
        } else {
            close();
        }
        return reply;
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
