package dev.talaria.store.sqlite;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Loads SQLite's native library once for this class loader. The driver unpacks it into a folder that a system property names; the default
 * is the temporary folder, which hardened systems mount without permission to load libraries from it.
 */
final class NativeLibrary {
    private static final System.Logger LOG = System.getLogger(NativeLibrary.class.getName());
    private static final String FOLDER = "org.sqlite.tmpdir";
    private static final String UNPACKED = "sqlite-*";
    /** More than the library of any platform needs. */
    private static final int ROOM_BYTES = 2 << 20;
    private static final int FIRST_RELEASE_THAT_WARNS = 24;
    /** Interned, so that all class loaders of the virtual machine synchronize on it while they use its property. */
    private static final String TURN = FOLDER.intern();

    private NativeLibrary() {
    }

    /**
     * Loads the library from a copy in this folder, which no other process uses meanwhile, then deletes the copy and those left by killed
     * processes. Blocks for the disk.
     *
     * @throws dev.talaria.error.ApiException {@code database_unavailable}: there is no library for this platform, or it cannot be loaded
     */
    static void load(Path folder) {
        synchronized (TURN) {
            String before = System.getProperty(FOLDER);
            try {
                requireRoom(folder);
                System.setProperty(FOLDER, folder.toString());
                mentionNativeAccess();
                initialize(folder);
            } catch (ApiException e) {
                throw e;
            } catch (Exception | LinkageError e) {
                throw ErrorCode.DATABASE_UNAVAILABLE.because(why(folder, e), e);
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

    /**
     * Has the driver find out the platform, for which it starts programs. The JDK waits for these on threads of its own, which keep the
     * context class loader of their first caller until they have been idle for a minute; it must not be that of this application.
     */
    private static void initialize(Path folder) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader own = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try {
            if (!SQLiteJDBCLoader.initialize()) {
                throw new IOException("the library could not be loaded from " + folder);
            }
        } finally {
            thread.setContextClassLoader(own);
        }
    }

    /** Checks the free space first: the driver only logs a failed unpacking, and does not say whether it may pass. */
    private static void requireRoom(Path folder) {
        Path trial = folder.resolve("sqlite-trial");
        try {
            Files.createDirectories(folder);
            sweep(folder);
            Files.write(trial, new byte[ROOM_BYTES]);
            Files.delete(trial);
        } catch (IOException e) {
            throw FileCheck.later("SQLite's native library cannot be unpacked into " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Deletes copies: a loaded library does not need its file. A file that the system keeps open is deleted at the next start. */
    private static void sweep(Path folder) {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, UNPACKED)) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "An unpacked library stays behind", e);
        }
    }

    private static String why(Path folder, Throwable failure) {
        String platform = " (" + System.getProperty("os.name") + ", " + System.getProperty("os.arch") + ")";
        if (isThere()) {
            return "SQLite's native library cannot be loaded from " + folder + platform + ". If that folder is mounted noexec, put"
                    + " talaria.home on a disk that is not, or name a folder that has the library by -Dorg.sqlite.lib.path; or use"
                    + " PostgreSQL: set talaria.store.url. The reason: " + failure.getMessage();
        }
        return "SQLite cannot be used on this platform" + platform + ". Use PostgreSQL: set talaria.store.url. The reason: "
                + failure.getMessage();
    }

    /** Returns whether the driver contains a library for this platform. */
    private static boolean isThere() {
        return LibraryLoaderUtil.hasNativeLib(LibraryLoaderUtil.getNativeLibResourcePath(), LibraryLoaderUtil.getNativeLibName());
    }

    private static void mentionNativeAccess() {
        if (Runtime.version().feature() >= FIRST_RELEASE_THAT_WARNS && !isNativeAccessEnabled()) {
            LOG.log(System.Logger.Level.INFO, "SQLite's native library is being loaded. Java warns of that, and a later release will refuse"
                    + " it, unless it is started with --enable-native-access=ALL-UNNAMED");
        }
    }

    /** Reflective, because the API is newer than the byte code. */
    private static boolean isNativeAccessEnabled() {
        try {
            return (boolean) Module.class.getMethod("isNativeAccessEnabled").invoke(SQLiteJDBCLoader.class.getModule());
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
