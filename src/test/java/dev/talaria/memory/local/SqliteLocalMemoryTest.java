package dev.talaria.memory.local;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;

class SqliteLocalMemoryTest extends LocalMemoryContract {
    @Override
    Database database() {
        return TestDatabase.sqlite();
    }
}
