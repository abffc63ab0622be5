package dev.talaria.container;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.runtime.ObjectMethods;

/**
 * Replaces the last record in a static field of Java 17, which keeps the record class that {@code equals} was last generated for, and with
 * it the class loader of an undeployed application. The new one is a class of the JDK.
 */
public final class LastRecord {
    private static final System.Logger LOG = System.getLogger(LastRecord.class.getName());

    private LastRecord() {
    }

    /** Replaces the record; must be called after everything else is closed. */
    public static void replace() {
        try {
            ObjectMethods.bootstrap(MethodHandles.lookup(), "equals", MethodHandle.class, String.class, "");
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.DEBUG, "The JDK may keep the class loader until another record is used", e);
        }
    }
}
