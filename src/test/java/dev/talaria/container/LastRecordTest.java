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

    enum Part { ONLY }

    record Composed(Part part) {
    }

    @Test
    void letsGoOfTheClassLoaderWhoseRecordsWereComparedLast() throws Exception {
        WeakReference<ClassLoader> loader = new WeakReference<>(compareInAnApplicationOfItsOwn());

        LastRecord.replace();

        assertTrue(OwnApplication.isLetGo(loader), "the class loader is still held");
    }

    @Test
    void letsGoOfTheClassLoaderWhoseClassWasAComponentLast() throws Exception {
        WeakReference<ClassLoader> loader = new WeakReference<>(useComponentsInAnApplicationOfItsOwn());

        LastRecord.replace();

        assertTrue(OwnApplication.isLetGo(loader), "the class loader is still held");
    }

    private static ClassLoader useComponentsInAnApplicationOfItsOwn() throws Exception {
        ClassLoader loader = OwnApplication.of(Composed.class);
        Class<?> part = loader.loadClass(Part.class.getName());
        Constructor<?> record = loader.loadClass(Composed.class.getName()).getDeclaredConstructor(part);
        record.setAccessible(true);
        Object one = record.newInstance(part.getEnumConstants()[0]);
        Object other = record.newInstance(part.getEnumConstants()[0]);
        assertEquals(one.hashCode(), other.hashCode());
        assertEquals("Composed[part=ONLY]", one.toString());
        assertEquals(one, other);
        return loader;
    }

    private static ClassLoader compareInAnApplicationOfItsOwn() throws Exception {
        ClassLoader loader = OwnApplication.of(Compared.class);
        Constructor<?> record = loader.loadClass(Compared.class.getName()).getDeclaredConstructor(String.class);
        record.setAccessible(true);
        assertEquals(record.newInstance("same"), record.newInstance("same"));
        return loader;
    }
}
