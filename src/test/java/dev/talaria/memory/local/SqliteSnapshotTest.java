package dev.talaria.memory.local;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;

class SqliteSnapshotTest extends SnapshotContract {
    @Override
    Database database() {
        return TestDatabase.sqlite();
    }
}
