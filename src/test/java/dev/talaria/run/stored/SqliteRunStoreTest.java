package dev.talaria.run.stored;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;

class SqliteRunStoreTest extends RunStoreContract {
    @Override
    Database open() {
        return TestDatabase.sqlite();
    }
}
