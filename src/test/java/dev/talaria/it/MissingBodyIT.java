package dev.talaria.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.RawConnection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of requests that were begun before the first test and whose bodies did not come. */
class MissingBodyIT extends DeployedTalaria {
    private List<RawConnection> begun = List.of();

    void begun(List<RawConnection> connections) {
        begun = connections;
    }

    @Test
    void tellsAClientThatItsBodyDidNotCome() {
        assertFalse(begun.isEmpty());
        for (RawConnection connection : begun) {
            RawConnection.Reply reply = connection.reply();
            assertEquals(408, reply.head().status(), reply::body);
            assertTrue(reply.body().contains("\"body_timeout\""), reply::body);
            assertEquals("close", reply.head().header("Connection").orElse(""));
        }
    }
}
