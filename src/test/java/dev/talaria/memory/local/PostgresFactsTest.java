package dev.talaria.memory.local;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;

class PostgresFactsTest extends FactsContract {
    @Override
    Database database() {
        return TestDatabase.postgres();
    }
}
