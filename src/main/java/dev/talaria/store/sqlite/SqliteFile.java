package dev.talaria.store.sqlite;

import dev.talaria.error.ErrorCode;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * An SQLite database that this server owns: no other process opens the file meanwhile. One connection writes, a few read; a commit is on
 * the disk when it returns. Safe for many threads.
 */
public final class SqliteFile implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SqliteFile.class.getName());
    /** Earlier versions can damage a database if a checkpoint and a commit restart the log at the same time. */
    private static final Version OLDEST_VERSION = Version.parse("3.51.3");
    static final Duration BUSY = Duration.ofSeconds(5);
    private static final Duration READ_LIMIT = Duration.ofSeconds(5);
    private static final Duration WRITE_LIMIT = Duration.ofSeconds(10);
    private static final Duration CHECK_LIMIT = Duration.ofSeconds(5);
    private static final Duration BACKUP_LIMIT = Duration.ofHours(6);

    private static final List<String> ALL = List.of("busy_timeout=" + BUSY.toMillis(), "synchronous=FULL", "foreign_keys=ON", "mmap_size=0",
            "temp_store=MEMORY", "trusted_schema=OFF", "cell_size_check=ON");
    /** Settings stored in the file. Vacuuming must be set while the file is empty, so before the journal mode. */
    private static final List<String> LASTING = List.of("auto_vacuum=INCREMENTAL", "journal_mode=WAL");
    /** Erased text is overwritten with zeros. */
    private static final List<String> WRITING = List.of("secure_delete=ON", "cache_size=-16384",
            "journal_size_limit=" + Upkeep.LOG_BYTES_KEPT, "wal_autocheckpoint=" + Upkeep.OVERDUE_LOG_PAGES);
    private static final List<String> READING = List.of("cache_size=-4096", "query_only=ON");

    private static final long MIN_SPACE_BYTES = 1_000_000;

    private final Path file;
    private final FileLock lock;
    private final SqliteWriter writer;
    private final SqliteReaders readers;
    private final ReadThreads threads;
    private final Upkeep upkeep;
    private final BackupCopy backup;
    private final Runnable closed;

    private SqliteFile(Path file, FileLock lock, Consumer<Jdbi> settings, int poolSize, Executor threads, Runnable closed) {
        FileCondition condition = new FileCondition(file);
        this.file = file;
        this.lock = lock;
        this.closed = closed;
        this.threads = new ReadThreads(threads);
        this.writer = new SqliteWriter(() -> writing(file, WRITE_LIMIT), settings, condition);
        this.readers = new SqliteReaders(() -> new SqliteConnection(file, both(ALL, READING), READ_LIMIT), settings, condition, poolSize);
        this.upkeep = new Upkeep(() -> writing(file, WRITE_LIMIT), writer, condition);
        this.backup = new BackupCopy(file, () -> new SqliteConnection(file, ALL, BACKUP_LIMIT));
    }

    /**
     * Opens or creates the database. Blocks for the disk, and for some seconds to check for damage.
     *
     * @param wanted   the file; its folder is created if missing
     * @param library  a folder for the native library, used by this process alone
     * @param tables   brings the tables up to date, on connections that may write
     * @param settings configures each Jdbi
     * @param poolSize maximum number of reading connections
     * @param threads  bounded platform threads, which read for virtual ones
     * @param closed   runs once everything is closed
     * @throws dev.talaria.error.ApiException {@code database_unavailable} with a message for the operator: another process owns the file,
     * it is damaged or not writable, or there is no SQLite for this platform
     */
    public static SqliteFile open(Path wanted, Path library, Consumer<DataSource> tables, Consumer<Jdbi> settings, int poolSize,
            Executor threads, Runnable closed) {
        Path file = FileCheck.real(wanted);
        FileLock lock = FileLock.take(file);
        try {
            NativeLibrary.load(library.toAbsolutePath());
            requireVersion();
            FileCheck.warnOfSharedMount(file);
            FileCheck.examine(file, CHECK_LIMIT);
            prepare(file);
            tables.accept(new ConnectionSource(() -> writing(file, Duration.ZERO)));
            return new SqliteFile(file, lock, settings, poolSize, threads, closed);
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    private static void prepare(Path file) {
        try (SqliteConnection connection = new SqliteConnection(file, both(ALL, LASTING), CHECK_LIMIT)) {
            String mode = connection.text("journal_mode");
            if (!"wal".equals(mode)) {
                throw ErrorCode.DATABASE_UNAVAILABLE.because("The disk of the database " + file + " does not let SQLite keep a write-ahead"
                        + " log (" + mode + "). Put talaria.home on a local disk, or use PostgreSQL", null);
            }
        } catch (SQLException e) {
            throw FileCheck.unusable(file, e);
        }
    }

    private static void requireVersion() {
        try (SqliteConnection memory = new SqliteConnection(Path.of(":memory:"), List.of(), CHECK_LIMIT)) {
            if (Version.parse(memory.libversion()).compareTo(OLDEST_VERSION) < 0) {
                throw ErrorCode.DATABASE_UNAVAILABLE.because("SQLite " + memory.libversion()
                        + " can damage databases; " + OLDEST_VERSION + " or newer is needed", null);
            }
        } catch (SQLException e) {
            throw ErrorCode.DATABASE_UNAVAILABLE.because("SQLite cannot be used: " + e.getMessage(), e);
        }
    }

    private static SqliteConnection writing(Path file, Duration limit) throws SQLException {
        return new SqliteConnection(file, both(ALL, WRITING), limit);
    }

    private static List<String> both(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    /**
     * Runs queries on one connection, outside a transaction; those of a virtual thread run on a platform thread. Waits some seconds for a
     * connection; a statement is interrupted after five seconds.
     */
    public <T> T read(Function<Handle, T> queries) {
        return threads.call(() -> readers.read(queries));
    }

    /**
     * Runs statements in one transaction, which is on the disk when this returns. Waits for its turn; a statement is interrupted after ten
     * seconds.
     */
    public void transact(Consumer<Handle> statements) {
        writer.transact(statements);
    }

    /**
     * Returns the connection that writes, which the same thread must give back. Waits for its turn; a statement is interrupted after ten
     * seconds.
     */
    public Handle takeWriter() {
        return writer.take();
    }

    /** Discards the writing connection, whose transaction is lost: the next writer gets a new one. Only for the thread that holds it. */
    public void discardWriter() {
        writer.discard();
    }

    public void giveBackWriter() {
        writer.giveBack();
    }

    /** Returns whether the disk has no space for a small write, or is not writable. */
    public boolean isShortOfSpace() {
        try {
            FileStore disk = Files.getFileStore(file.getParent());
            return disk.isReadOnly() || disk.getUsableSpace() < MIN_SPACE_BYTES;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Keeps the file and its log small. Blocks for the disk; call it about once a second, from one thread at a time. Returns the failure if
     * the file cannot be written.
     */
    public Optional<Throwable> maintain() {
        return upkeep.run();
    }

    /** As {@link BackupCopy#make}. */
    public void backUp(Path target) {
        backup.make(target);
    }

    /** Stops a running backup, which fails, and waits until it has stopped. */
    public void stopBackup() {
        backup.close();
    }

    public Path file() {
        return file;
    }

    /** Closes all connections and releases the lock. Waits some seconds for running queries. */
    @Override
    public void close() {
        try (lock; writer; readers; upkeep; backup) {
            LOG.log(System.Logger.Level.DEBUG, "The database is being closed");
        } finally {
            closed.run();
        }
    }
}
