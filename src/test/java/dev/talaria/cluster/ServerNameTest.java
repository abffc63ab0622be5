package dev.talaria.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerNameTest {
    @TempDir
    Path home;

    private static String named(Path home) {
        try (ServerName name = ServerName.of(home)) {
            return name.toString();
        }
    }

    @Test
    void isTheSameAfterARestart() {
        assertEquals(named(home.resolve("new")), named(home.resolve("new")));
    }

    @Test
    void isAnotherForASecondServerInTheSameHome() {
        try (ServerName first = ServerName.of(home)) {
            assertNotEquals(first.toString(), named(home));
            assertNotEquals(named(home), named(home));
        }
    }

    @Test
    void isThereEvenWhereTheHomeCannotBeWritten() throws IOException {
        Path file = Files.createFile(home.resolve("file"));

        assertEquals(36, named(file).length());
    }
}
