package dev.talaria.memory.outbox;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;

class PostgresHoldsTest extends HoldsContract {
    @Override
    Database database() {
        return TestDatabase.postgres();
    }
}
