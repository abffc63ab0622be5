package dev.talaria.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.TestDatabase;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashTest {
    private static final int ENOUGH = 2_000;

    @TempDir
    Path home;

    @Test
    void whatWasAcknowledgedOutlivesTheProcess() throws Exception {
        Process child = Child.start(Child.WRITE, home);
        Set<Integer> acknowledged = new HashSet<>();
        try (BufferedReader out = child.inputReader()) {
            assertEquals("open", out.readLine());
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.matches("[0-9]+")) {
                    acknowledged.add(Integer.parseInt(line));
                }
                if (acknowledged.size() == ENOUGH) {
                    child.toHandle().destroyForcibly();
                }
            }
        } finally {
            child.destroyForcibly();
        }
        assertTrue(child.waitFor(20, TimeUnit.SECONDS));

        try (Database database = TestDatabase.file(home)) {
            List<Integer> stored = database.read(handle -> handle.createQuery("SELECT id FROM told").mapTo(Integer.class).list());
            assertTrue(acknowledged.size() >= ENOUGH);
            acknowledged.removeAll(new HashSet<>(stored));
            assertEquals(Set.of(), acknowledged);
        }
    }
}
