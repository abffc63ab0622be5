package dev.talaria.store;

import dev.talaria.config.TalariaConfig;
import dev.talaria.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/** Committing a row of one number to SQLite and waiting until it is durable. */
@State(Scope.Benchmark)
public class GroupCommitBenchmark {
    private static final int CALLERS = 16;

    private static final Write ROW = handle -> handle.execute("INSERT INTO measured (number) VALUES (1)");

    private Database database;
    private GroupCommit commits;

    @Setup
    public void open() throws IOException {
        Path folder = Files.createTempDirectory("group-commit");
        database = Database.open(new TalariaConfig.Store(Optional.empty(), Optional.empty(), Optional.empty(), 4), folder);
        commits = GroupCommit.start(database, TestDatabase.daemons(), ForkJoinPool.commonPool(), Clock.systemUTC(),
                GroupCommit.Bounds.DEFAULT);
        commits.commit(handle -> handle.execute("CREATE TABLE measured (number INTEGER) STRICT"));
    }

    @TearDown
    public void close() {
        commits.close();
        database.close();
    }

    @Benchmark
    public void alone() {
        commits.commit(ROW);
    }

    @Benchmark
    @Threads(CALLERS)
    public void amongSixteen() {
        commits.commit(ROW);
    }
}
