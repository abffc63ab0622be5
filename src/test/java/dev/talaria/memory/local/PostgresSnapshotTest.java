package dev.talaria.memory.local;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;

class PostgresSnapshotTest extends SnapshotContract {
    @Override
    Database database() {
        return TestDatabase.postgres();
    }
}
