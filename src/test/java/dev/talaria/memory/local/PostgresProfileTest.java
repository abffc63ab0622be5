package dev.talaria.memory.local;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;

class PostgresProfileTest extends ProfileContract {
    @Override
    Database database() {
        return TestDatabase.postgres();
    }

    @Override
    String explain() {
        return "EXPLAIN ";
    }

    @Override
    String detail() {
        return "QUERY PLAN";
    }
}
