package dev.talaria.store.sqlite;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Copies the database into another file while it is in use: as of the start of the copy, without deleted data. The write-ahead log cannot
 * restart meanwhile, because this is the one reader that may take longer than seconds. Safe for many threads, one copy at a time; once
 * closed it makes none.
 */
final class BackupCopy implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(BackupCopy.class.getName());
    /** The disk space that a copy leaves to the writers. */
    private static final long SPACE_LEFT = 64L << 20;
    private static final String UNFINISHED = ".part";

    private final Path file;
    private final SqliteWriter.Opener opener;
    private final Object copying = new Object();
    private volatile SqliteConnection underWay;
    private volatile boolean closed;

    /** @param opener opens connections whose statements may take long */
    BackupCopy(Path file, SqliteWriter.Opener opener) {
        this.file = file;
        this.opener = opener;
    }

    /**
     * Copies everything that was committed before this call. Blocks until the copy is on the disk.
     *
     * @param target must not exist, in a folder that does; it appears when it is complete
     * @throws ApiException {@code backup_failed} with the reason: no space, no permission to write, the server stops
     */
    void make(Path target) {
        Path part = target.resolveSibling(target.getFileName() + UNFINISHED);
        synchronized (copying) {
            long began = System.nanoTime();
            try {
                Files.deleteIfExists(part);
                copy(part);
                try (FileChannel written = FileChannel.open(part, StandardOpenOption.WRITE)) {
                    written.force(true);
                }
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
                long log = size(file.resolveSibling(file.getFileName() + "-wal"));
                LOG.log(System.Logger.Level.INFO, "The database was backed up to " + target + ": " + size(target) + " bytes, in "
                        + Duration.ofNanos(System.nanoTime() - began).toMillis() + " ms. Its log grew to " + log + " bytes");
            } catch (SQLException | IOException e) {
                drop(part);
                throw failed(e);
            } catch (RuntimeException | Error e) {
                drop(part);
                throw e;
            }
        }
    }

    private void copy(Path part) throws SQLException, IOException {
        try (SqliteConnection connection = opener.open()) {
            underWay = connection;
            if (closed) {
                throw ErrorCode.BACKUP_FAILED.because("The server is stopping");
            }
            long needed = (connection.number("page_count") - connection.number("freelist_count")) * connection.number("page_size");
            long free = Files.getFileStore(part.toAbsolutePath().getParent()).getUsableSpace();
            if (free < needed + SPACE_LEFT) {
                throw ErrorCode.BACKUP_FAILED.because("The disk has no space for a backup: it takes " + needed + " bytes and "
                        + SPACE_LEFT + " must stay free, of " + free);
            }
            connection.execute("VACUUM INTO '" + part.toString().replace("'", "''") + "'");
        } finally {
            underWay = null;
        }
    }

    private ApiException failed(Exception e) {
        if (closed) {
            return ErrorCode.BACKUP_FAILED.because("The server is stopping", e);
        }
        boolean full = e instanceof SQLException sql && SqliteFault.of(sql).filter(fault -> fault == SqliteFault.FULL).isPresent();
        return ErrorCode.BACKUP_FAILED.because(full ? "The disk is full" : "The backup cannot be written: " + e.getMessage(), e);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    private static void drop(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "An incomplete backup could not be deleted: " + e);
        }
    }

    /** Stops a running copy, and waits until it has stopped. */
    @Override
    public void close() {
        closed = true;
        SqliteConnection copied = underWay;
        if (copied != null) {
            copied.stop();
        }
        synchronized (copying) {
            underWay = null;
        }
    }
}
