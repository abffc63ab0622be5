package dev.talaria.session;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;

class SqliteSessionCatalogTest extends SessionCatalogContract {
    @Override
    Database open() {
        return TestDatabase.sqlite();
    }
}
