package dev.talaria.memory.outbox;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;

class SqliteHoldsTest extends HoldsContract {
    @Override
    Database database() {
        return TestDatabase.sqlite();
    }
}
