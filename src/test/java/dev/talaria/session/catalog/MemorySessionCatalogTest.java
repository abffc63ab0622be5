package dev.talaria.session.catalog;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;

class MemorySessionCatalogTest extends SessionCatalogContract {
    @Override
    Database open() {
        return TestDatabase.memory();
    }
}
