package dev.talaria.testing;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.stream.Stream;

/** Class loaders as a container has one for each application, and whether they can be let go. */
public final class OwnApplication {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private OwnApplication() {
    }

    /** What lies where these classes come from, loaded anew. */
    public static ClassLoader of(Class<?>... classes) {
        return under(ClassLoader.getPlatformClassLoader(), classes);
    }

    /** As {@link #of}, where the server shares with its applications what another class loader has. */
    public static ClassLoader under(ClassLoader shared, Class<?>... classes) {
        URL[] places = Stream.of(classes).map(type -> type.getProtectionDomain().getCodeSource().getLocation()).toArray(URL[]::new);
        return new URLClassLoader(places, shared);
    }

    /** Waits until the heap no longer holds it; false where it stays. */
    public static boolean isLetGo(WeakReference<ClassLoader> loader) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (loader.get() != null && System.nanoTime() < end) {
            System.gc();
        }
        return loader.get() == null;
    }
}
