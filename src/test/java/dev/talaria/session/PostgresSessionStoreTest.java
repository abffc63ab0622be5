package dev.talaria.session;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;

class PostgresSessionStoreTest extends SessionStoreContract {
    @Override
    Database open() {
        return TestDatabase.postgres();
    }
}
