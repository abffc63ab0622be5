package dev.talaria.store.sqlite;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.talaria.error.ErrorCode;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * An SQLite database that this server owns: nobody else opens its file while this is open. One connection writes, a few read; a commit is
 * on the disk when it returns. Safe for many threads.
 */
public final class SqliteFile implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SqliteFile.class.getName());
    /** Earlier ones can damage a database when a checkpoint and a commit begin the log anew together. */
    private static final List<Integer> OLDEST_VERSION = List.of(3, 51, 3);
    private static final Duration BUSY = Duration.ofSeconds(5);
    private static final Duration READ_LIMIT = Duration.ofSeconds(5);
    private static final Duration WRITE_LIMIT = Duration.ofSeconds(10);
    private static final Duration CHECK_LIMIT = Duration.ofSeconds(5);
    private static final Duration BACKUP_LIMIT = Duration.ofHours(6);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** Of what passes without a change of the settings. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(2);
    private static final Set<String> SHARED_MOUNTS = Set.of("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "9p", "afs", "ceph",
            "glusterfs", "lustre", "gpfs", "vboxsf", "drvfs", "fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "webdav", "davfs");

    private static final List<String> ALL = List.of("busy_timeout=" + BUSY.toMillis(), "synchronous=FULL", "foreign_keys=ON", "mmap_size=0",
            "temp_store=MEMORY", "trusted_schema=OFF", "cell_size_check=ON");
    /** What the file itself keeps. How free pages are kept must be said before there is anything in it, so before the log's mode. */
    private static final List<String> LASTING = List.of("auto_vacuum=INCREMENTAL", "journal_mode=WAL");
    /** Erased text is overwritten with zeros. */
    private static final List<String> WRITING = List.of("secure_delete=ON", "cache_size=-16384",
            "journal_size_limit=" + Upkeep.LOG_BYTES_KEPT, "wal_autocheckpoint=" + Upkeep.OVERDUE_LOG_PAGES);
    private static final List<String> READING = List.of("cache_size=-4096", "query_only=ON");

    private static final long LITTLE_SPACE_BYTES = 1_000_000;

    private final Path file;
    private final FileLock lock;
    private final SqliteWriter writer;
    private final HikariDataSource readers;
    private final Upkeep upkeep;
    private final BackupCopy backup;
    private final Runnable closed;

    private SqliteFile(Path file, FileLock lock, Consumer<Jdbi> settings, int poolSize, Runnable closed) {
        this.file = file;
        this.lock = lock;
        this.closed = closed;
        this.writer = new SqliteWriter(() -> writing(file, WRITE_LIMIT), settings);
        this.readers = pool(poolSize);
        this.upkeep = new Upkeep(() -> writing(file, WRITE_LIMIT), writer);
        this.backup = new BackupCopy(file, () -> new SqliteConnection(file, ALL, BACKUP_LIMIT));
    }

    /**
     * Opens or creates the database. Blocks for the disk, and for some seconds to look for damage.
     *
     * @param wanted   in a folder that is made where it is missing
     * @param library  a folder for the native library, of this process alone
     * @param tables   brings the tables up to date, through connections that may write
     * @param settings what each Jdbi that speaks to the writer is told
     * @param poolSize how many connections read at the most
     * @param closed   run once all is closed
     * @throws dev.talaria.error.ApiException {@code database_unavailable} with a sentence for the operator: the file is somebody else's, is
     *                                        damaged or cannot be written, or there is no SQLite for this platform
     */
    public static SqliteFile open(Path wanted, Path library, Consumer<DataSource> tables, Consumer<Jdbi> settings, int poolSize,
            Runnable closed) {
        Path file = real(wanted);
        FileLock lock = FileLock.take(file);
        try {
            NativeLibrary.load(library.toAbsolutePath());
            warnOfSharedMount(file);
            check(file);
            tables.accept(new ConnectionSource(() -> writing(file, Duration.ZERO)));
            return new SqliteFile(file, lock, settings, poolSize, closed);
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    /** Two names of one file are one database. */
    private static Path real(Path wanted) {
        try {
            Path folder = wanted.toAbsolutePath().normalize().getParent();
            Files.createDirectories(folder);
            return Files.exists(wanted) ? wanted.toRealPath() : folder.toRealPath().resolve(wanted.getFileName());
        } catch (IOException e) {
            throw ErrorCode.DATABASE_UNAVAILABLE.because("The folder of the database " + wanted + " cannot be used: " + e, e);
        }
    }

    private static void warnOfSharedMount(Path file) {
        try {
            String type = Files.getFileStore(file.getParent()).type().toLowerCase(Locale.ROOT);
            if (SHARED_MOUNTS.contains(type)) {
                LOG.log(System.Logger.Level.WARNING, "The database " + file + " lies on a shared mount (" + type + "), where locks may not"
                        + " hold and SQLite can be damaged. Put talaria.home on a local disk, or use PostgreSQL");
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "The kind of the mount is unknown", e);
        }
    }

    private static void check(Path file) {
        try (SqliteConnection connection = new SqliteConnection(file, both(ALL, LASTING), CHECK_LIMIT)) {
            requireVersion(connection.libversion());
            lookForDamage(file, connection);
        } catch (SQLException e) {
            throw unusable(file, e);
        }
    }

    private static void requireVersion(String version) {
        String[] numbers = version.split("\\.");
        for (int i = 0; i < OLDEST_VERSION.size(); i++) {
            int number = i < numbers.length ? Integer.parseInt(numbers[i]) : 0;
            if (number != OLDEST_VERSION.get(i)) {
                if (number > OLDEST_VERSION.get(i)) {
                    return;
                }
                throw ErrorCode.DATABASE_UNAVAILABLE.because(
                        "SQLite " + version + " can damage databases; 3.51.3 or newer is needed", null);
            }
        }
    }

    /** A large database is looked at in part: as much as fits into the limit. */
    private static void lookForDamage(Path file, SqliteConnection connection) throws SQLException {
        connection.restart();
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery("PRAGMA quick_check(1)")) {
            String found = rows.next() ? rows.getString(1) : "ok";
            if (!found.equals("ok")) {
                throw damaged(file, found, null);
            }
        } catch (SQLException e) {
            if (SqliteFault.of(e).filter(fault -> fault == SqliteFault.TIMEOUT).isEmpty()) {
                throw e;
            }
            LOG.log(System.Logger.Level.INFO,
                    "The database was looked at for damage for " + CHECK_LIMIT.toSeconds() + " s, not to its end");
        }
    }

    private static RuntimeException damaged(Path file, String found, Throwable cause) {
        return ErrorCode.DATABASE_UNAVAILABLE.because("The database " + file + " is damaged: " + found + ". It is not opened, so that"
                + " nothing is lost in it. Stop the server, keep the file aside together with its -wal and -shm, and put a backup in its"
                + " place", cause);
    }

    private static RuntimeException unusable(Path file, SQLException e) {
        return switch (SqliteFault.of(e).orElse(SqliteFault.FAILING)) {
            case DAMAGED -> damaged(file, e.getMessage(), e);
            case READ_ONLY -> ErrorCode.DATABASE_UNAVAILABLE.because("The database " + file + " cannot be written: " + e.getMessage(), e)
                    .withRetryAfter(ASK_AGAIN);
            case FULL -> ErrorCode.DATABASE_UNAVAILABLE.because("The disk of the database " + file + " is full", e)
                    .withRetryAfter(ASK_AGAIN);
            default -> ErrorCode.DATABASE_UNAVAILABLE.because("The database " + file + " cannot be opened: " + e.getMessage(), e);
        };
    }

    private static SqliteConnection writing(Path file, Duration limit) throws SQLException {
        return new SqliteConnection(file, both(ALL, WRITING), limit);
    }

    private static List<String> both(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    private HikariDataSource pool(int size) {
        HikariConfig hikari = new HikariConfig();
        hikari.setPoolName("talaria");
        hikari.setDataSource(new ConnectionSource(() -> new SqliteConnection(file, both(ALL, READING), READ_LIMIT)));
        hikari.setMaximumPoolSize(size);
        hikari.setMinimumIdle(1);
        hikari.setConnectionTimeout(CONNECT_TIMEOUT.toMillis());
        hikari.setValidationTimeout(CONNECT_TIMEOUT.toMillis() / 2);
        hikari.setMaxLifetime(0);
        hikari.setInitializationFailTimeout(-1);
        hikari.setExceptionOverrideClassName(EvictBroken.class.getName());
        return new HikariDataSource(hikari);
    }

    /** Connections that only read. A statement is interrupted after five seconds. */
    public DataSource readers() {
        return readers;
    }

    /** All or nothing, and on the disk when this returns. Waits for its turn; a statement is interrupted after ten seconds. */
    public void transact(Consumer<Handle> statements) {
        writer.transact(statements);
    }

    /**
     * The connection that writes, until it is given back by the same thread. Waits for its turn; a statement is interrupted after ten
     * seconds.
     */
    public Handle takeWriter() {
        return writer.take();
    }

    /** For whoever has it: its transaction is gone, and the next to write gets a new connection. */
    public void discardWriter() {
        writer.discard();
    }

    public void giveBackWriter() {
        writer.giveBack();
    }

    /** Whether the disk has no room for a small write, or takes none at all. */
    public boolean isShortOfSpace() {
        try {
            FileStore disk = Files.getFileStore(file.getParent());
            return disk.isReadOnly() || disk.getUsableSpace() < LITTLE_SPACE_BYTES;
        } catch (IOException e) {
            return false;
        }
    }

    /** Does what is due to keep file and log small. Blocks for the disk; to be called every second or so, by one thread at a time. */
    public void maintain() {
        upkeep.run();
    }

    /** As {@link BackupCopy#make}. */
    public void backUp(Path target) {
        backup.make(target);
    }

    /** Ends a backup that is under way, as failed, and waits for that. */
    public void stopBackup() {
        backup.close();
    }

    public Path file() {
        return file;
    }

    /** Closes all connections and gives up the lock. */
    @Override
    public void close() {
        try {
            backup.close();
            upkeep.close();
            readers.close();
            writer.close();
        } finally {
            lock.close();
            closed.run();
        }
    }
}
