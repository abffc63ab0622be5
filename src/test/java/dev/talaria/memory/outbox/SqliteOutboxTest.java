package dev.talaria.memory.outbox;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;

class SqliteOutboxTest extends OutboxContract {
    @Override
    Database database() {
        return TestDatabase.sqlite();
    }
}
