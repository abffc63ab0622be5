package dev.talaria.memory.outbox;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;

class SqliteOutboxRaceTest extends OutboxRaceContract {
    @Override
    Database database() {
        return TestDatabase.sqlite();
    }
}
