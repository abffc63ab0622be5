package dev.talaria.run.stored;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;

class PostgresRunStoreTest extends RunStoreContract {
    @Override
    Database open() {
        return TestDatabase.postgres();
    }
}
