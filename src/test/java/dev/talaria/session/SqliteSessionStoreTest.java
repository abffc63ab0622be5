package dev.talaria.session;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;

class SqliteSessionStoreTest extends SessionStoreContract {
    @Override
    Database open() {
        return TestDatabase.sqlite();
    }
}
