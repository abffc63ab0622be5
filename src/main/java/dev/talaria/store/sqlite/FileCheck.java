package dev.talaria.store.sqlite;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Checks a database file before it is used; changes nothing in it. Blocks for the disk. */
final class FileCheck {
    private static final System.Logger LOG = System.getLogger(FileCheck.class.getName());
    /** The first bytes of an SQLite file. */
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_LINKS = 8;
    private static final Set<String> SHARED_MOUNTS = Set.of("nfs", "nfs3", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "9p", "afs",
            "afpfs", "ceph", "glusterfs", "lustre", "gpfs", "beegfs", "ocfs2", "gfs2", "vboxsf", "drvfs", "virtiofs", "prl_fs", "webdav",
            "davfs");
    /** A file system in user space usually has its data on another machine. */
    private static final String BY_PROGRAM = "fuse";
    private static final Duration ASK_AGAIN = Duration.ofSeconds(2);
    private static final String OWN_TABLE = "flyway_schema_history";

    private FileCheck() {
    }

    /**
     * Returns the canonical path of the file, so that two names of one file are one database; creates its folder if missing.
     *
     * @throws dev.talaria.error.ApiException {@code database_unavailable} if the path cannot be used
     */
    static Path real(Path wanted) {
        if (wanted.toString().contains("?")) {
            throw ErrorCode.DATABASE_UNAVAILABLE.because("The path of the database " + wanted + " has a question mark, which "
                    + "SQLite's driver takes for the start of parameters. Choose another talaria.home or talaria.store.url", null);
        }
        try {
            Path file = wanted.toAbsolutePath();
            for (int i = 0; i < MAX_LINKS && Files.isSymbolicLink(file); i++) {
                file = file.resolveSibling(Files.readSymbolicLink(file));
            }
            Path folder = file.getParent();
            if (folder == null || Files.isDirectory(file)) {
                throw ErrorCode.DATABASE_UNAVAILABLE.because("The path of the database " + wanted + " is a folder; a file is needed", null);
            }
            Files.createDirectories(folder);
            Path real = Files.exists(file) ? file.toRealPath() : folder.toRealPath().resolve(file.getFileName());
            refuseHardLinks(real);
            return real;
        } catch (IOException e) {
            throw later("The folder of the database " + wanted + " cannot be used: " + e, e);
        }
    }

    /** Rejects hard links: SQLite names the log after the file, so under another name it would miss the log, and damage the file. */
    private static void refuseHardLinks(Path file) throws IOException {
        if (Files.exists(file) && Files.getFileStore(file).supportsFileAttributeView("unix")
                && (int) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1) {
            throw ErrorCode.DATABASE_UNAVAILABLE.because("The database " + file + " has a hard link, through which it could be "
                    + "opened without its log. Remove the other name", null);
        }
    }

    /** Warns of a file system whose locks may not hold. */
    static void warnOfSharedMount(Path file) {
        try {
            sharedMount(Files.getFileStore(file.getParent()).type()).ifPresent(type -> LOG.log(System.Logger.Level.WARNING,
                    "The database " + file + " lies on a shared mount (" + type + "), where locks may not hold and SQLite can be damaged."
                            + " Put talaria.home on a local disk, or use PostgreSQL"));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "The type of the mount is unknown", e);
        }
    }

    /** Returns the type of a file system that other machines may share; empty for any other. */
    static Optional<String> sharedMount(String kind) {
        String type = kind.toLowerCase(Locale.ROOT);
        return Optional.of(type).filter(name -> SHARED_MOUNTS.contains(name) || name.startsWith(BY_PROGRAM) && !name.equals("fuseblk"));
    }

    /**
     * Rejects a file that is damaged or not Talaria's; accepts a missing one.
     *
     * @param limit bound on the check: a large file is checked in part
     * @throws dev.talaria.error.ApiException {@code database_unavailable} with a message for the operator
     */
    static void examine(Path file, Duration limit) {
        try {
            boolean empty = !Files.exists(file) || Files.size(file) == 0;
            if (empty && size(sibling(file, "-wal")) > 0) {
                throw damaged(file, "it is missing or empty, but its log " + sibling(file, "-wal").getFileName() + " is there", null);
            }
            if (empty || size(sibling(file, "-journal")) > 0) {
                // The process was killed while it created the file; SQLite continues there.
                return;
            }
            requireMagic(file);
        } catch (IOException e) {
            throw later("The database " + file + " cannot be read: " + e, e);
        }
        try (SqliteConnection connection = SqliteConnection.readOnly(file, List.of("cell_size_check=ON", "mmap_size=0"), limit)) {
            requireOwnTables(file, connection);
            lookForDamage(file, connection, limit);
        } catch (SQLException e) {
            throw unusable(file, e);
        }
    }

    private static Path sibling(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private static void requireMagic(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
                throw damaged(file, "it is not an SQLite database", null);
            }
        }
    }

    private static void requireOwnTables(Path file, SqliteConnection connection) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(
                "SELECT COUNT(*), COUNT(*) FILTER (WHERE name = '" + OWN_TABLE + "') FROM sqlite_schema")) {
            rows.next();
            if (rows.getInt(1) > 0 && rows.getInt(2) == 0) {
                throw ErrorCode.DATABASE_UNAVAILABLE.because("The database " + file + " belongs to another program: it has tables, "
                        + "but not Talaria's. Set talaria.store.url to another file", null);
            }
        }
    }

    private static void lookForDamage(Path file, SqliteConnection connection, Duration limit) throws SQLException {
        try {
            String found = connection.text("quick_check(1)");
            if (found != null && !found.equals("ok")) {
                throw damaged(file, found.replace('\n', ' '), null);
            }
        } catch (SQLException e) {
            if (SqliteFault.of(e).filter(fault -> fault == SqliteFault.TIMEOUT).isEmpty()) {
                throw e;
            }
            LOG.log(System.Logger.Level.INFO, "The check of the database for damage stopped after " + limit.toSeconds() + " s before "
                    + "it was complete");
        }
    }

    private static RuntimeException damaged(Path file, String found, Throwable cause) {
        return ErrorCode.DATABASE_UNAVAILABLE.because(FileCondition.damaged(file, found)
                + ". The file was not changed", cause);
    }

    /**
     * Returns an error that may pass without a change of the settings: the disk is mounted, becomes writable or gets space, or the other
     * server stops.
     */
    static ApiException later(String message, Throwable cause) {
        return ErrorCode.DATABASE_UNAVAILABLE.because(message, cause).withRetryAfter(ASK_AGAIN);
    }

    /** Translates a failure to open the file into a message for the operator. */
    static RuntimeException unusable(Path file, SQLException e) {
        return switch (SqliteFault.of(e).orElse(SqliteFault.FAILING)) {
            case DAMAGED -> damaged(file, e.getMessage(), e);
            case READ_ONLY -> later("The database " + file + " cannot be written: " + e.getMessage(), e);
            case FULL -> later("The disk of the database " + file + " is full", e);
            default -> later("The database " + file + " cannot be opened: " + e.getMessage(), e);
        };
    }
}
