package dev.talaria.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What SQLite's codes mean, and which of them a transaction survives. */
class SqliteFaultTest {
    @ParameterizedTest
    @CsvSource({"SQLITE_CONSTRAINT,CONSTRAINT,true", "SQLITE_CONSTRAINT_UNIQUE,CONSTRAINT,true", "SQLITE_ERROR,STATEMENT,true",
            "SQLITE_MISMATCH,STATEMENT,true", "SQLITE_TOOBIG,STATEMENT,true", "SQLITE_INTERRUPT,TIMEOUT,false", "SQLITE_BUSY,TIMEOUT,false",
            "SQLITE_BUSY_SNAPSHOT,TIMEOUT,false", "SQLITE_LOCKED,TIMEOUT,false", "SQLITE_FULL,FULL,false",
            "SQLITE_READONLY,READ_ONLY,false", "SQLITE_READONLY_DBMOVED,READ_ONLY,false", "SQLITE_CORRUPT,DAMAGED,false",
            "SQLITE_NOTADB,DAMAGED,false", "SQLITE_NOMEM,FAILING,false", "SQLITE_IOERR,FAILING,false",
            "SQLITE_IOERR_FSYNC,FAILING,false", "SQLITE_IOERR_NOMEM,FAILING,false", "SQLITE_CANTOPEN,FAILING,false",
            "SQLITE_PROTOCOL,FAILING,false", "SQLITE_MISUSE,FAILING,false", "SQLITE_ABORT,FAILING,false", "UNKNOWN_ERROR,FAILING,false"})
    void aCodeIsOneKindOfFault(SQLiteErrorCode code, SqliteFault fault, boolean survives) {
        SQLException failure = new SQLiteException("no", code);

        assertEquals(Optional.of(fault), SqliteFault.of(failure));
        assertEquals(survives, fault.leavesTransaction());
        assertEquals(Optional.of(fault), SqliteFault.in(new IllegalStateException(new IllegalStateException(failure))));
    }

    @Test
    void anotherDatabasesFailureIsNone() {
        assertEquals(Optional.empty(), SqliteFault.of(new SQLException("no")));
        assertEquals(Optional.empty(), SqliteFault.in(new IllegalStateException("no")));
    }
}
