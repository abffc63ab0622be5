package dev.talaria.cluster;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;

class PostgresServerLeaseTest extends ServerLeaseContract {
    @Override
    Database open() {
        return TestDatabase.postgres();
    }
}
