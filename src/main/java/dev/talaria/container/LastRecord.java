package dev.talaria.container;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.runtime.ObjectMethods;

/**
 * Java 17 keeps, in a static field, the last record that it made {@code equals} for, and with it the class loader of an application
 * that was taken down. So the last one is a class of the JDK's own.
 */
public final class LastRecord {
    private static final System.Logger LOG = System.getLogger(LastRecord.class.getName());

    private LastRecord() {
    }

    /** To be called when everything else is closed. */
    public static void replace() {
        try {
            ObjectMethods.bootstrap(MethodHandles.lookup(), "equals", MethodHandle.class, String.class, "");
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.DEBUG, "The JDK may keep the class loader until another record is used", e);
        }
    }
}
