package dev.talaria.store.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Locks a database file against other owners, by a lock on a file beside it. It is taken before the driver opens the database: SQLite's own
 * locks belong to a process, so two copies of its library in one process, as two deployments load them, would not see each other's locks
 * and would damage the file. The file lock rejects a second process; a system property rejects a second class loader of this one, because
 * closing a second channel on the lock file would release the first one's lock. Safe for many threads.
 */
final class FileLock implements AutoCloseable {
    private static final String OWNED = "dev.talaria.owned:";
    /** Interned, so that all class loaders of the virtual machine synchronize on it. */
    private static final String TURN = OWNED.intern();

    private final String property;
    private final FileChannel channel;

    private FileLock(String property, FileChannel channel) {
        this.property = property;
        this.channel = channel;
    }

    /**
     * Takes the lock or fails; never waits.
     *
     * @param database a path whose folder exists
     * @throws dev.talaria.error.ApiException {@code database_unavailable}, which may pass: another owner holds it, or the folder is not
     * writable
     */
    static FileLock take(Path database) {
        synchronized (TURN) {
            return takeInTurn(database);
        }
    }

    private static FileLock takeInTurn(Path database) {
        Path file = database.resolveSibling(database.getFileName() + ".lock");
        String property = OWNED + identity(file);
        if (System.getProperties().putIfAbsent(property, "") != null) {
            throw FileCheck.later("The database " + database + " is open in another deployment of this server. "
                    + "Undeploy that one first, or give each its own home or a PostgreSQL database", null);
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                throw FileCheck.later("The database " + database + " is open in another process"
                        + owner(file) + ". Only one server can use it at a time: stop the other one, or give each its own home or a "
                        + "PostgreSQL database", null);
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new FileLock(property, channel);
        } catch (IOException e) {
            giveUp(property, channel);
            throw FileCheck.later("The lock " + file + " cannot be taken: " + e, e);
        } catch (RuntimeException e) {
            giveUp(property, channel);
            throw e;
        }
    }

    /** Returns the identity of the lock file: a folder may have several names, such as those of two mounts. */
    private static Object identity(Path file) {
        try {
            if (!Files.exists(file)) {
                Files.createFile(file);
            }
            Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            return key == null ? file : key;
        } catch (FileAlreadyExistsException e) {
            return identity(file);
        } catch (IOException e) {
            throw FileCheck.later("The lock " + file + " cannot be made: " + e, e);
        }
    }

    private static String owner(Path file) {
        try {
            String pid = Files.readString(file, StandardCharsets.US_ASCII).strip();
            return pid.isEmpty() ? "" : " (" + pid + ")";
        } catch (IOException e) {
            return "";
        }
    }

    /** Keeps the file: deleting it would let a third process lock a new file of the same name. */
    @Override
    public void close() {
        giveUp(property, channel);
    }

    private static void giveUp(String property, FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            System.getLogger(FileLock.class.getName()).log(System.Logger.Level.WARNING, "The lock of the database did not close", e);
        } finally {
            System.clearProperty(property);
        }
    }
}
