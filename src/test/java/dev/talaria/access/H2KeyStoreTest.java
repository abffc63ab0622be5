package dev.talaria.access;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;

class H2KeyStoreTest extends KeyStoreContract {
    @Override
    Database open() {
        return TestDatabase.memory();
    }
}
