package dev.talaria.run.stored;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;

class MemoryRunStoreTest extends RunStoreContract {
    @Override
    Database open() {
        return TestDatabase.memory();
    }
}
