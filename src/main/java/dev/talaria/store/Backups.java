package dev.talaria.store;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Makes backups of the embedded database, one at a time, each into a new file of one folder, under a generated name. Safe for many threads;
 * blocks only the thread that makes the backup. Closing it stops the running backup.
 */
public final class Backups implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Backups.class.getName());
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'talaria-'uuuuMMdd'T'HHmmss.SSS'Z.db'").withZone(ZoneOffset.UTC);

    /** The status of a backup. */
    public enum Status {
        RUNNING, COMPLETED, FAILED
    }

    /**
     * A snapshot of a backup.
     *
     * @param file  the backup's file
     * @param bytes its size; 0 until it is complete
     * @param ended null while it runs
     * @param error why it failed; null if it did not
     */
    public record Backup(Status status, Path file, long bytes, Instant started, Instant ended, String error) {
    }

    private final Database database;
    private final Path folder;
    private final Executor thread;
    private final Clock clock;
    private Backup last;

    /**
     * @param folder created if missing, readable by its owner alone
     * @param thread runs the backups
     */
    public Backups(Database database, Path folder, Executor thread, Clock clock) {
        this.database = Objects.requireNonNull(database);
        this.folder = folder.toAbsolutePath();
        this.thread = Objects.requireNonNull(thread);
        this.clock = Objects.requireNonNull(clock);
    }

    /**
     * Starts a backup, which will hold everything that was acknowledged before this call; returns at once.
     *
     * @throws ApiException {@code backup_not_supported} for PostgreSQL, {@code backup_running}
     */
    public Backup start() {
        if (database.shared()) {
            throw ErrorCode.BACKUP_NOT_SUPPORTED.because("This server keeps its data in PostgreSQL, which is backed up with pg_dump");
        }
        Backup begun;
        synchronized (this) {
            if (last != null && last.status() == Status.RUNNING) {
                throw ErrorCode.BACKUP_RUNNING.because("A backup is already running: " + last.file());
            }
            Instant now = clock.instant();
            begun = new Backup(Status.RUNNING, folder.resolve(NAME.format(now)), 0, now, null, null);
            last = begun;
        }
        try {
            thread.execute(() -> make(begun));
        } catch (RuntimeException | Error e) {
            end(new Backup(Status.FAILED, begun.file(), 0, begun.started(), clock.instant(), "The server is stopping"));
            throw e;
        }
        return begun;
    }

    private void make(Backup begun) {
        try {
            Files.createDirectories(folder, forOwnerAlone());
            database.backUp(begun.file());
            end(new Backup(Status.COMPLETED, begun.file(), Files.size(begun.file()), begun.started(), clock.instant(), null));
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "A backup has failed", e);
            String reason = e instanceof ApiException told ? told.getMessage() : "The backup cannot be written: " + e;
            end(new Backup(Status.FAILED, begun.file(), 0, begun.started(), clock.instant(), reason));
        }
    }

    private static FileAttribute<?>[] forOwnerAlone() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))}
                : new FileAttribute<?>[0];
    }

    private synchronized void end(Backup ended) {
        last = ended;
    }

    /** Returns the last backup since the server started. */
    public synchronized Optional<Backup> last() {
        return Optional.ofNullable(last);
    }

    /** Stops a running backup, which fails. */
    @Override
    public void close() {
        database.stopBackup();
    }
}
