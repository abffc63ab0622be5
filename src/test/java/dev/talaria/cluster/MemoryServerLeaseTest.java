package dev.talaria.cluster;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;

class MemoryServerLeaseTest extends ServerLeaseContract {
    @Override
    Database open() {
        return TestDatabase.memory();
    }
}
