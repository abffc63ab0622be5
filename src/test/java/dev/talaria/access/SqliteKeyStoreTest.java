package dev.talaria.access;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;

class SqliteKeyStoreTest extends KeyStoreContract {
    @Override
    Database open() {
        return TestDatabase.sqlite();
    }
}
