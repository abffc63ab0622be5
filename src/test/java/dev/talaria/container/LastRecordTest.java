package dev.talaria.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.OwnApplication;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import org.junit.jupiter.api.Test;

class LastRecordTest {
    record Compared(String text) {
    }

    @Test
    void letsGoOfTheClassLoaderWhoseRecordsWereComparedLast() throws Exception {
        WeakReference<ClassLoader> loader = new WeakReference<>(compareInAnApplicationOfItsOwn());

        LastRecord.replace();

        assertTrue(OwnApplication.isLetGo(loader), "the class loader is still held");
    }

    private static ClassLoader compareInAnApplicationOfItsOwn() throws Exception {
        ClassLoader loader = OwnApplication.of(Compared.class);
        Constructor<?> record = loader.loadClass(Compared.class.getName()).getDeclaredConstructor(String.class);
        record.setAccessible(true);
        assertEquals(record.newInstance("same"), record.newInstance("same"));
        return loader;
    }
}
