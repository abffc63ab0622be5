package dev.talaria.memory.local;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;

class PostgresLocalMemoryTest extends LocalMemoryContract {
    @Override
    Database database() {
        return TestDatabase.postgres();
    }
}
