package dev.talaria.session;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;

class MemorySessionStoreTest extends SessionStoreContract {
    @Override
    Database open() {
        return TestDatabase.memory();
    }
}
