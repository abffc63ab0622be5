package dev.talaria.store.sqlite;

import dev.talaria.error.ErrorCode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.SQLiteJDBCLoader;

/**
 * Loads SQLite's native library once for this class loader. The driver unpacks it into a folder that a property of the virtual machine
 * names; by default the temporary one, which hardened systems mount so that nothing in it can be loaded.
 */
final class NativeLibrary {
    private static final System.Logger LOG = System.getLogger(NativeLibrary.class.getName());
    private static final String FOLDER = "org.sqlite.tmpdir";
    private static final String UNPACKED = "sqlite-*";
    private static final int FIRST_RELEASE_THAT_WARNS = 24;
    /** Interned, so that all class loaders of the virtual machine take turns with its property. */
    private static final String TURN = FOLDER.intern();

    private NativeLibrary() {
    }

    /**
     * Loads the library from a copy in this folder, which nobody else uses meanwhile, and deletes that and what a killed process left
     * there. Blocks for the disk.
     *
     * @throws dev.talaria.error.ApiException {@code database_unavailable}: there is none for this platform, or it cannot be loaded
     */
    static void load(Path folder) {
        synchronized (TURN) {
            String before = System.getProperty(FOLDER);
            try {
                Files.createDirectories(folder);
                sweep(folder);
                System.setProperty(FOLDER, folder.toString());
                if (!SQLiteJDBCLoader.initialize()) {
                    throw new IOException("the library could not be loaded from " + folder);
                }
                mentionNativeAccess();
            } catch (Exception | LinkageError e) {
                throw ErrorCode.DATABASE_UNAVAILABLE.because("SQLite cannot be used on this platform (" + System.getProperty("os.name")
                        + ", " + System.getProperty("os.arch") + "). Use PostgreSQL: set talaria.store.url. The reason: "
                        + e.getMessage(), e);
            } finally {
                if (before == null) {
                    System.clearProperty(FOLDER);
                } else {
                    System.setProperty(FOLDER, before);
                }
                sweep(folder);
            }
        }
    }

    /** What is loaded stays so without its file. Where a system does not let go of it, it is deleted at the next start. */
    private static void sweep(Path folder) {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, UNPACKED)) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "An unpacked library stays behind", e);
        }
    }

    private static void mentionNativeAccess() {
        if (Runtime.version().feature() >= FIRST_RELEASE_THAT_WARNS) {
            LOG.log(System.Logger.Level.INFO, "SQLite's native library is loaded. Where Java warns of that, start it with"
                    + " --enable-native-access=ALL-UNNAMED");
        }
    }
}
