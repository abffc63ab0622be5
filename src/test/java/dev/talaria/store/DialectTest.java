package dev.talaria.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DialectTest {
    private static final String SAFE = ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;QUERY_CACHE_SIZE=64";

    @ParameterizedTest
    @CsvSource({
        "jdbc:h2:file:/data/talaria, jdbc:h2:retry:/data/talaria",
        "jdbc:h2:~/x, jdbc:h2:retry:~/x",
        "jdbc:h2:/x;MODE=REGULAR, jdbc:h2:retry:/x;MODE=REGULAR",
        "jdbc:h2:C:/x, jdbc:h2:retry:C:/x",
        "jdbc:h2:async:/x, jdbc:h2:async:/x",
        "jdbc:h2:mem:x, jdbc:h2:mem:x",
        "jdbc:h2:tcp://db/x, jdbc:h2:tcp://db/x"})
    void anH2UrlGetsWhatKeepsItsPromises(String url, String whole) {
        assertEquals(whole + SAFE, Dialect.H2.complete(url));
    }

    @Test
    void whatTheOperatorSetIsLeftAlone() {
        assertEquals("jdbc:h2:retry:/x;write_delay=50;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;QUERY_CACHE_SIZE=64",
                Dialect.H2.complete("jdbc:h2:/x;write_delay=50"));
    }

    @Test
    void aPostgresUrlGetsDeadlines() {
        assertEquals("jdbc:postgresql://db/t?connectTimeout=5&socketTimeout=12&tcpKeepAlive=true&reWriteBatchedInserts=true"
                + "&ApplicationName=talaria", Dialect.POSTGRESQL.complete("jdbc:postgresql://db/t"));
    }

    @Test
    void aPostgresUrlWithAQueryKeepsIt() {
        String url = Dialect.POSTGRESQL.complete("jdbc:postgresql://db/t?sslmode=require&socketTimeout=9");

        assertTrue(url.startsWith("jdbc:postgresql://db/t?sslmode=require&socketTimeout=9&connectTimeout=5&"), url);
        assertEquals(url.indexOf("socketTimeout"), url.lastIndexOf("socketTimeout"));
    }

    @ParameterizedTest
    @CsvSource({"jdbc:h2:mem:x,H2", "jdbc:postgresql:x,POSTGRESQL"})
    void theUrlNamesTheDatabase(String url, Dialect dialect) {
        assertEquals(dialect, Dialect.of(url));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:mysql://db/t", "", "h2:mem:x"})
    void otherDatabasesAreNotKnown(String url) {
        assertThrows(IllegalArgumentException.class, () -> Dialect.of(url));
    }
}
