package dev.talaria.memory.local;

import dev.talaria.config.TalariaConfig;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.testing.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A built-in memory over a database of its own for each test. */
abstract class LocalMemoryFixture {
    static final long ROOMY = 64L << 20;

    private final Clock clock;
    Database database;
    GroupCommit writer;
    LocalMemory memory;

    LocalMemoryFixture(Clock clock) {
        this.clock = clock;
    }

    abstract Database database();

    @BeforeEach
    final void open() {
        database = database();
        writer = TestDatabase.writer(database);
        memory = memory(ROOMY);
    }

    /** Another one over the same database, as on another node. */
    final LocalMemory memory(long indexBytes) {
        return new LocalMemory(database, writer, new TalariaConfig.Memory(true, Duration.ofSeconds(20), 2_000, "en", indexBytes), clock);
    }

    @AfterEach
    final void close() {
        memory.close();
        writer.close();
        database.close();
    }
}
