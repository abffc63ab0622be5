package dev.talaria.memory.local;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;

class H2SnapshotTest extends SnapshotContract {
    @Override
    Database database() {
        return TestDatabase.memory();
    }
}
