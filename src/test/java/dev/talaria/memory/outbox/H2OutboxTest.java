package dev.talaria.memory.outbox;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;

class H2OutboxTest extends OutboxContract {
    @Override
    Database database() {
        return TestDatabase.memory();
    }
}
