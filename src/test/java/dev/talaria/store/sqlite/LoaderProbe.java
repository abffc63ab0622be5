package dev.talaria.store.sqlite;

import dev.talaria.config.TalariaConfig;
import dev.talaria.error.ApiException;
import dev.talaria.store.Database;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A program: deployments one after another in one virtual machine, each of which opens the database of the same home, reads and closes it.
 * It prints how many there were and how many class loaders are held afterwards, or why one could not.
 */
public final class LoaderProbe {
    /** Two at once instead. */
    static final String OVERLAP = "overlap";

    private LoaderProbe() {
    }

    /** @param arguments the application's class path, the home, and how many deployments or which other scene */
    public static void main(String[] arguments) throws Exception {
        List<URL> path = new ArrayList<>();
        for (String entry : arguments[0].split(File.pathSeparator)) {
            path.add(new File(entry).toURI().toURL());
        }
        if (arguments[2].equals(OVERLAP)) {
            System.out.println(overlap(path.toArray(URL[]::new), arguments[1]));
            return;
        }
        DriverManager.drivers().count();
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
            loaders.add(deploy(path.toArray(URL[]::new), System.getProperty("test.home", arguments[1])));
        }
        long held = loaders.size();
        for (int i = 0; i < 20 && held > 0; i++) {
            System.gc();
            byte[] pressure = new byte[8 << 20];
            held = loaders.stream().filter(loader -> loader.get() != null).count() + pressure.length * 0L;
        }
        System.out.println(loaders.size() + " " + held);
    }

    private static String overlap(URL[] path, String home) throws Exception {
        try (URLClassLoader one = new URLClassLoader(path, ClassLoader.getPlatformClassLoader());
                URLClassLoader two = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            String refused;
            try (AutoCloseable first = (AutoCloseable) call(one, "open", home)) {
                refused = use(two, home).contains("another deployment") && first != null ? "refused" : "not refused";
            }
            return refused + ", " + (use(two, home).isEmpty() ? "open again" : "not open");
        }
    }

    private static String use(ClassLoader loader, String home) throws Exception {
        return call(loader, "use", home).toString();
    }

    private static Object call(ClassLoader loader, String method, String home) throws Exception {
        return loader.loadClass(Application.class.getName()).getMethod(method, String.class).invoke(null, home);
    }

    private static WeakReference<ClassLoader> deploy(URL[] path, String home) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(loader);
            String said = use(loader, home);
            if (!said.isEmpty()) {
                System.out.println(said);
            }
            return new WeakReference<>(loader);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** What runs in the application. */
    public static final class Application {
        private Application() {
        }

        private static Database database(String home) {
            return Database.open(new TalariaConfig.Store(Optional.empty(), Optional.empty(), Optional.empty(), 2), Path.of(home));
        }

        /** The open database. */
        public static AutoCloseable open(String home) {
            return database(home);
        }

        /** Empty, or why the database cannot be used. */
        public static String use(String home) {
            try (Database database = database(home)) {
                return database.healthy() ? "" : "not healthy";
            } catch (ApiException e) {
                return e.getMessage();
            }
        }
    }
}
