package dev.talaria.memory.local;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;

class SqliteProfileTest extends ProfileContract {
    @Override
    Database database() {
        return TestDatabase.sqlite();
    }

    @Override
    String explain() {
        return "EXPLAIN QUERY PLAN ";
    }

    @Override
    String detail() {
        return "detail";
    }
}
