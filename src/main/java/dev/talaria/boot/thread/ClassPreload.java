package dev.talaria.boot.thread;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Loads the application's classes, and those of libraries that are needed late, before they are needed. A class that is first needed while
 * file descriptors are short cannot be read, and the virtual machine remembers that failure: all code that refers to it fails until a
 * restart. Works on its own thread during and after the start; initialises no class.
 */
public final class ClassPreload implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ClassPreload.class.getName());
    private static final String CLASSES = "/WEB-INF/classes/";
    private static final String LIBRARIES = "/WEB-INF/lib/";
    private static final String SUFFIX = ".class";
    /** Name prefixes of classes for libraries that are not in the WAR, or for a JDK module that WildFly hides. */
    private static final List<String> UNUSABLE = List.of("com.zaxxer.hikari.hibernate.", "com.zaxxer.hikari.metrics.dropwizard.",
            "com.zaxxer.hikari.metrics.micrometer.", "com.zaxxer.hikari.metrics.prometheus.",
            "org.jdbi.v3.core.statement.JdbiStatementEvent");
    private static final int ROUNDS = 5;
    private static final int PAUSE_SECONDS = 2;

    private final ServletContext context;
    private final List<String> jars;
    private final ClassLoader loader = ClassPreload.class.getClassLoader();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private int loaded;

    @SuppressWarnings("ThreadPriorityCheck") // Nothing is right or wrong by it: requests only find more of the processor free.
    private ClassPreload(ServletContext context, List<String> jars, ThreadFactory threads) {
        this.context = context;
        this.jars = List.copyOf(jars);
        thread = threads.newThread(this::run);
        thread.setPriority(Thread.MIN_PRIORITY);
    }

    /**
     * Starts at once. The caller closes it.
     *
     * @param jars    prefixes of the libraries' jar names, in loading order
     * @param threads creates the loading thread
     */
    public static ClassPreload begin(ServletContext context, List<String> jars, ThreadFactory threads) {
        ClassPreload preload = new ClassPreload(context, jars, threads);
        preload.thread.start();
        return preload;
    }

    /** Retries failed classes some seconds later; a library's class may need another that does not exist. */
    private void run() {
        long start = System.nanoTime();
        try {
            List<String> missing = load(own());
            for (String jar : jars) {
                missing.addAll(load(classesOf(jar)));
            }
            LOG.log(System.Logger.Level.DEBUG, loaded + " classes were preloaded in "
                    + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) + " ms");
            for (int round = 1; round < ROUNDS && !missing.isEmpty() && !closed.await(PAUSE_SECONDS, TimeUnit.SECONDS); round++) {
                missing = load(missing);
            }
            LOG.log(System.Logger.Level.DEBUG, "Classes that cannot be loaded: {0}", missing);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "Not all classes could be preloaded", e);
        }
    }

    /** Returns the names that could not be loaded. */
    private List<String> load(Iterable<String> names) {
        List<String> missing = new ArrayList<>();
        for (String name : names) {
            if (isClosed()) {
                return new ArrayList<>();
            }
            try {
                Class.forName(name, false, loader);
                loaded++;
            } catch (ClassNotFoundException | LinkageError e) {
                missing.add(name);
            }
        }
        return missing;
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private Set<String> own() {
        Set<String> names = new LinkedHashSet<>();
        collect(CLASSES, names);
        return names;
    }

    private void collect(String folder, Set<String> names) {
        for (String path : paths(folder)) {
            if (path.endsWith("/")) {
                collect(path, names);
            } else if (isClass(path)) {
                names.add(className(path.substring(CLASSES.length())));
            }
        }
    }

    /** Empty if the application was not deployed as a WAR. */
    private Set<String> paths(String folder) {
        Set<String> paths = context.getResourcePaths(folder);
        return paths == null ? Set.of() : paths;
    }

    private List<String> classesOf(String jar) throws IOException {
        List<String> names = new ArrayList<>();
        for (String path : paths(LIBRARIES)) {
            if (path.startsWith(LIBRARIES + jar) && path.endsWith(".jar") && !isClosed()) {
                read(path, names);
            }
        }
        return names;
    }

    private void read(String path, List<String> names) throws IOException {
        try (InputStream bytes = context.getResourceAsStream(path); ZipInputStream entries = new ZipInputStream(bytes)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                String name = className(entry);
                if (name != null && UNUSABLE.stream().noneMatch(name::startsWith)) {
                    names.add(name);
                }
            }
        }
    }

    /** Null if the entry is not a class, or one for a later Java release. */
    private static @Nullable String className(ZipEntry entry) {
        String path = entry.getName();
        return isClass(path) && !path.startsWith("META-INF/") ? className(path) : null;
    }

    private static boolean isClass(String path) {
        return path.endsWith(SUFFIX) && !path.endsWith("-info" + SUFFIX);
    }

    private static String className(String path) {
        return path.substring(0, path.length() - SUFFIX.length()).replace('/', '.');
    }

    /** Waits until the class in progress is loaded. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(PAUSE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
