package dev.talaria.access;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;
import org.junit.jupiter.api.Order;

@Order(1)
class SqliteKeyStoreTest extends KeyStoreContract {
    @Override
    Database open() {
        return TestDatabase.sqlite();
    }
}
