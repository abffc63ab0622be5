package dev.talaria.memory.local;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;

class PostgresMemoryItemsTest extends MemoryItemsContract {
    @Override
    Database database() {
        return TestDatabase.postgres();
    }
}
