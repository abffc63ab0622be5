package dev.talaria.memory.local;

import dev.talaria.store.Database;
import dev.talaria.testing.TestDatabase;

class SqliteMeaningTest extends MeaningContract {
    @Override
    Database database() {
        return TestDatabase.sqlite();
    }
}
