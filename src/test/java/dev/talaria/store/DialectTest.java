package dev.talaria.store;

import dev.talaria.store.sql.Dialect;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DialectTest {
    @Test
    void aPostgresUrlGetsDeadlines() {
        assertEquals("jdbc:postgresql://db/t?connectTimeout=5&socketTimeout=12&tcpKeepAlive=true&reWriteBatchedInserts=true"
                + "&ApplicationName=talaria&logServerErrorDetail=false", Postgres.complete("jdbc:postgresql://db/t"));
    }

    @Test
    void aPostgresUrlWithAQueryKeepsIt() {
        String url = Postgres.complete("jdbc:postgresql://db/t?sslmode=require&socketTimeout=9");

        assertTrue(url.startsWith("jdbc:postgresql://db/t?sslmode=require&socketTimeout=9&connectTimeout=5&"), url);
        assertEquals(url.indexOf("socketTimeout"), url.lastIndexOf("socketTimeout"));
    }

    @ParameterizedTest
    @CsvSource({"jdbc:sqlite:/data/x.db,SQLITE", "jdbc:postgresql:x,POSTGRESQL"})
    void theUrlNamesTheDatabase(String url, Dialect dialect) {
        assertEquals(dialect, Dialect.of(url));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:mysql://db/t", "", "sqlite:x", "jdbc:h2:mem:x"})
    void otherDatabasesAreNotKnown(String url) {
        assertThrows(IllegalArgumentException.class, () -> Dialect.of(url));
    }
}
