package dev.talaria.store;

import dev.talaria.config.Secret;
import dev.talaria.config.TalariaConfig;
import dev.talaria.error.ApiException;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A program, because a virtual machine looks for drivers only once: an application with the drivers in a class loader of its own, as in
 * a server. It prints the drivers that the application has registered while its database is open, if it opens, and afterwards.
 */
final class DriverProbe {
    private DriverProbe() {
    }

    /** What it prints; the platform's loader and this class know no driver. */
    static String look(String url) throws Exception {
        String probe = new File(DriverProbe.class.getProtectionDomain().getCodeSource().getLocation().toURI()).getPath();
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", probe,
                DriverProbe.class.getName(), System.getProperty("java.class.path"), url)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /** @param arguments the application's class path, and the database's URL */
    public static void main(String[] arguments) throws Exception {
        URL[] path = Arrays.stream(arguments[0].split(File.pathSeparator)).map(DriverProbe::url).toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            Thread.currentThread().setContextClassLoader(loader);
            Class<?> application = loader.loadClass(Application.class.getName());
            System.out.println(application.getMethod("open", String.class).invoke(null, arguments[1]));
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
    public static final class Application {
        private Application() {
        }

        @SuppressWarnings("try") // Opened for what it registers.
        public static String open(String url) {
            String open;
            try (Database database = Database.open(new TalariaConfig.Store(Optional.of(url), Optional.of("postgres"),
                    Optional.of(new Secret("postgres")), 2), Path.of("."))) {
                open = drivers();
            } catch (ApiException e) {
                open = e.code().name();
            }
            return open + " then " + drivers();
        }

        private static String drivers() {
            return DriverManager.drivers().map(driver -> driver.getClass()).filter(type -> type.getClassLoader()
                    == Application.class.getClassLoader()).map(Class::getName).distinct().collect(Collectors.joining(",", "[", "]"));
        }
    }
}
