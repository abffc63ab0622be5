package dev.talaria.store;

import dev.talaria.testing.TestDatabase;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.sql.DriverManager;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * A program, because a virtual machine looks for drivers only once: an application with the drivers in a class loader of its own, as in
 * a server. It prints the drivers that the application has registered, while its database is open and after it was closed.
 */
final class DriverProbe {
    private DriverProbe() {
    }

    /** @param arguments the application's class path */
    public static void main(String[] arguments) throws Exception {
        URL[] path = Arrays.stream(arguments[0].split(File.pathSeparator)).map(DriverProbe::url).toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            Thread.currentThread().setContextClassLoader(loader);
            Object application = loader.loadClass(Application.class.getName()).getDeclaredConstructor().newInstance();
            System.out.println(((Callable<?>) application).call());
        }
    }

    private static URL url(String file) {
        try {
            return new File(file).toURI().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** What runs in the application. */
    public static final class Application implements Callable<String> {
        @Override
        public String call() {
            Database database = TestDatabase.memory();
            String open = drivers();
            database.close();
            return "open " + open + " closed " + drivers();
        }

        private static String drivers() {
            return DriverManager.drivers().map(driver -> driver.getClass()).filter(type -> type.getClassLoader()
                    == Application.class.getClassLoader()).map(Class::getSimpleName).distinct().collect(Collectors.joining(",", "[", "]"));
        }
    }
}
