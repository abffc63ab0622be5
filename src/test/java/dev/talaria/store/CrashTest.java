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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrashTest {
    private static final int ENOUGH = 2_000;

    @TempDir
    Path home;

    @ParameterizedTest
    @ValueSource(strings = {Child.WRITE, Child.WRITE_LENT})
    void whatWasAcknowledgedOutlivesTheProcess(String what) throws Exception {
        Process child = Child.start(what, home);
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
