package dev.talaria.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.UUID;

/**
 * The name of a server among those of its database. It is stored in a file of the server's home, so that a restarted server finds its own
 * runs. The file is locked, so that two servers with one home have different names: the second gets a temporary one.
 */
public final class ServerName implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ServerName.class.getName());
    private static final String FILE = "server-id";
    private static final int MAX = 64;

    private final String name;
    private final Closeable file;

    private ServerName(String name, Closeable file) {
        this.name = Objects.requireNonNull(name);
        this.file = file;
    }

    /** Never fails: if the home is not writable, the name is temporary. */
    public static ServerName of(Path home) {
        Closeable opened = () -> { };
        try {
            Files.createDirectories(home);
            FileChannel file =
                    FileChannel.open(home.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            opened = file;
            FileLock lock = file.tryLock();
            if (lock != null) {
                return new ServerName(known(file), file);
            }
        } catch (IOException | OverlappingFileLockException e) {
            LOG.log(System.Logger.Level.DEBUG, "The name of this server cannot be stored in " + home, e);
        }
        closeQuietly(opened);
        return passing();
    }

    /** Returns a unique name. */
    public static ServerName passing() {
        return new ServerName(UUID.randomUUID().toString(), () -> { });
    }

    private static String known(FileChannel file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(MAX);
        file.read(bytes, 0);
        String name = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).strip();
        if (!name.isEmpty()) {
            return name;
        }
        String fresh = UUID.randomUUID().toString();
        file.write(ByteBuffer.wrap(fresh.getBytes(StandardCharsets.UTF_8)), 0);
        file.force(true);
        return fresh;
    }

    private static void closeQuietly(Closeable file) {
        try {
            file.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "A file did not close", e);
        }
    }

    @Override
    public String toString() {
        return name;
    }

    /** Releases the name for another server. */
    @Override
    public void close() {
        closeQuietly(file);
    }
}
