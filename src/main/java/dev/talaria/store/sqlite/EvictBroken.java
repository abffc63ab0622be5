package dev.talaria.store.sqlite;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/** Tells the pool which connections of SQLite's are not to be used again. The pool makes it by its name. */
public final class EvictBroken implements SQLExceptionOverride {
    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        boolean usable = SqliteFault.of(failure).map(SqliteFault::leavesTransaction).orElse(true);
        return usable ? Override.DO_NOT_EVICT : Override.MUST_EVICT;
    }
}
