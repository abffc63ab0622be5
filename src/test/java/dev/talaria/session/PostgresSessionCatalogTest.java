package dev.talaria.session;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;

class PostgresSessionCatalogTest extends SessionCatalogContract {
    @Override
    Database open() {
        return TestDatabase.postgres();
    }
}
