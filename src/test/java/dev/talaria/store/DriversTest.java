package dev.talaria.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.testing.TestDatabase;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** The JDK's registry of drivers, which would hold on to an application that was taken down. */
class DriversTest {
    @Test
    void aClosedDatabaseLeavesNoDriverThere() throws Exception {
        assertEquals("[org.postgresql.Driver] then []", DriverProbe.look(TestDatabase.postgresUrl()));
    }

    @Test
    void aDatabaseThatDidNotOpenLeavesNoneEither() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }

        assertEquals("DATABASE_UNAVAILABLE then []", DriverProbe.look("jdbc:postgresql://127.0.0.1:" + port + "/x"));
    }
}
