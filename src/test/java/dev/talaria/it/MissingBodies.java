package dev.talaria.it;

import dev.talaria.testing.RawConnection;
import java.util.List;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Sends requests whose bodies never come before the first test of the deployment that many test classes have in common, so that the
 * time-out of the server, which is the usual one, passes while others are tested.
 */
final class MissingBodies implements BeforeEachCallback {
    private static final ExtensionContext.Namespace PLACE = ExtensionContext.Namespace.create(MissingBodies.class);

    /** @param connections one with a declared length and one in chunks */
    private record Begun(List<RawConnection> connections) implements AutoCloseable {
        @Override
        public void close() {
            connections.forEach(RawConnection::close);
        }
    }

    /** The connections are given to the test that awaits what becomes of them, and closed after all tests. */
    @Override
    public void beforeEach(ExtensionContext context) {
        Object test = context.getRequiredTestInstance();
        PublishedSite site = ((DeployedTalaria) test).publishedSite();
        Begun begun = context.getRoot().getStore(PLACE).computeIfAbsent(Begun.class, absent -> begin(site), Begun.class);
        if (test instanceof MissingBodyIT awaiting) {
            awaiting.begun(begun.connections());
        }
    }

    private static Begun begin(PublishedSite site) {
        return new Begun(List.of(
                RawConnection.open(site.base()).send(site.head("POST", "v1/chat/completions", "Content-Length: 5000") + "\r\n{"),
                RawConnection.open(site.base()).send(site.head("POST", "v1/chat/completions", "Transfer-Encoding: chunked") + "\r\n")));
    }
}
