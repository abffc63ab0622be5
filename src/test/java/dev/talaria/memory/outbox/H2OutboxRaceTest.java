package dev.talaria.memory.outbox;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;

class H2OutboxRaceTest extends OutboxRaceContract {
    @Override
    Database database() {
        return TestDatabase.memory();
    }
}
