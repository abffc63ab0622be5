package dev.talaria.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ApiException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Who may have a database's file. */
@Isolated("compares all properties of the system")
class FileLockTest {
    @TempDir
    Path home;

    /** What another process is told that tries to take the lock. */
    private static String inAnotherProcess(Path database) throws Exception {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Attempt.class.getName(), database.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /** A program that takes a lock, or says why it cannot. */
    static final class Attempt {
        private Attempt() {
        }

        public static void main(String[] arguments) {
            try (FileLock lock = FileLock.take(Path.of(arguments[0]))) {
                System.out.println(lock == null ? "none" : "taken");
            } catch (ApiException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void aSecondDeploymentIsRefusedAndTakesNothingFromTheFirst() throws Exception {
        Path database = home.resolve("x.db");
        try (FileLock first = FileLock.take(database)) {
            ApiException refused = assertThrows(ApiException.class, () -> FileLock.take(database));
            assertTrue(refused.getMessage().contains("another deployment"), refused.getMessage());

            String other = inAnotherProcess(database);
            assertTrue(other.contains("is open in another process (" + ProcessHandle.current().pid() + ")"), other);
            assertTrue(first != null);
        }

        assertEquals("taken", inAnotherProcess(database));
        FileLock.take(database).close();
    }

    @Test
    void anotherNameOfItsFolderIsTheSame() throws Exception {
        Path real = Files.createDirectory(home.resolve("real"));
        Path link = Files.createSymbolicLink(home.resolve("link"), real);
        try (FileLock first = FileLock.take(real.resolve("x.db"))) {
            assertThrows(ApiException.class, () -> FileLock.take(link.resolve("x.db")));
            assertTrue(inAnotherProcess(link.resolve("x.db")).contains("another process"));
            assertTrue(first != null);
        }
    }

    @Test
    void nothingOfAClosedLockStays() {
        Properties before = (Properties) System.getProperties().clone();

        for (int i = 0; i < 3; i++) {
            FileLock.take(home.resolve("x.db")).close();
        }

        assertEquals(before, System.getProperties());
        assertTrue(Files.exists(home.resolve("x.db.lock")));
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() {
        ApiException refused = assertThrows(ApiException.class, () -> FileLock.take(home.resolve("nowhere").resolve("x.db")));

        assertTrue(refused.getMessage().contains("x.db.lock"), refused.getMessage());
        assertTrue(System.getProperties().keySet().stream().noneMatch(key -> key.toString().startsWith("dev.talaria.owned")));
    }
}
