package dev.talaria.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MigrationsTest {
    @Test
    void everyScriptInTheFolderIsNamed() throws Exception {
        Path folder = Path.of(Migrations.class.getResource(Migrations.FOLDER).toURI());
        try (var files = Files.list(folder)) {
            List<String> found = files.map(file -> file.getFileName().toString()).sorted().toList();

            assertEquals(found, Migrations.SCRIPTS.stream().sorted().toList(), "a script is missing in Migrations.SCRIPTS");
        }
    }

    @Test
    void theTablesAreMadeOnSqlite() {
        try (Database database = TestDatabase.sqlite()) {
            assertEquals(0, rows(database));
        }
    }

    @Test
    void theTablesAreMadeOnPostgres() {
        try (Database database = TestDatabase.postgres()) {
            assertEquals(0, rows(database));
        }
    }

    private static int rows(Database database) {
        return database.read(handle -> handle.createQuery("SELECT COUNT(*) FROM message JOIN session ON session.num = message.session")
                .mapTo(Integer.class).one());
    }
}
