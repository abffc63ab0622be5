package dev.talaria.store;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the files of an SQLite database when much of it is deleted. */
class DeletedTextTest {
    private static final String MARKER = "erased-marker";
    private static final int MAX_ROUNDS = 120;
    private static final String FILL = """
            INSERT INTO t WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 6000)
            SELECT n, 'erased-marker' || hex(randomblob(1500)) FROM number""";

    @TempDir
    Path home;

    @Test
    void theFileShrinksAndNeitherItNorTheLogHoldsTheTextAnyMore() throws IOException {
        try (Database database = TestDatabase.file(home)) {
            database.transact(handle -> handle.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)"));
            database.transact(handle -> handle.execute(FILL));
            database.transact(handle -> handle.execute("CREATE INDEX t_by_text ON t (text)"));
            long full = pages(database);
            assertTrue(inFiles(), "the test would find nothing");

            for (int i = 0; i < 60; i++) {
                int last = 100 * (i + 1);
                database.transact(handle -> handle.execute("DELETE FROM t WHERE id <= ?", last));
            }
            int rounds = 0;
            while ((pages(database) > full / 4 || inFiles()) && rounds < MAX_ROUNDS) {
                database.maintain();
                rounds++;
            }

            assertTrue(pages(database) <= full / 4, "pages left: " + pages(database) + " of " + full);
            assertFalse(inFiles(), "what was deleted is readable after " + rounds + " rounds");
        }
    }

    private static long pages(Database database) {
        return database.read(handle -> handle.createQuery("PRAGMA page_count").mapTo(Long.class).one());
    }

    /** Read by the system's own means: another look from this process at the files would give up SQLite's locks. */
    private boolean inFiles() throws IOException {
        for (String name : new String[] {"talaria.db", "talaria.db-wal"}) {
            Process search = new ProcessBuilder("grep", "-qa", MARKER, home.resolve(name).toString()).start();
            try {
                if (search.waitFor() == 0) {
                    return true;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        return false;
    }
}
