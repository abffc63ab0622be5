package dev.talaria.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LastRecordTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    record Compared(String text) {
    }

    @Test
    void letsGoOfTheClassLoaderWhoseRecordsWereComparedLast() throws Exception {
        WeakReference<ClassLoader> loader = new WeakReference<>(compareInAnApplicationOfItsOwn());

        LastRecord.replace();

        assertNull(collected(loader), "the class loader is still held");
    }

    private static ClassLoader compareInAnApplicationOfItsOwn() throws Exception {
        URL classes = Compared.class.getProtectionDomain().getCodeSource().getLocation();
        URLClassLoader loader = new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader());
        Constructor<?> record = loader.loadClass(Compared.class.getName()).getDeclaredConstructor(String.class);
        record.setAccessible(true);
        assertEquals(record.newInstance("same"), record.newInstance("same"));
        return loader;
    }

    private static ClassLoader collected(WeakReference<ClassLoader> loader) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (loader.get() != null && System.nanoTime() < end) {
            System.gc();
        }
        return loader.get();
    }
}
