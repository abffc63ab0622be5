package dev.talaria.container;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;
import java.util.List;

/**
 * Replaces the last record in static fields of Java 17. They keep the record class that {@code equals} was last generated for and the class
 * of the component that each generated method used last, and with them the class loader of an undeployed application. The new ones are
 * classes of the JDK.
 */
public final class LastRecord {
    private static final System.Logger LOG = System.getLogger(LastRecord.class.getName());

    private LastRecord() {
    }

    /** Replaces the record; must be called after everything else is closed. */
    public static void replace() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle component = lookup.findVirtual(String.class, "toString", MethodType.methodType(String.class));
            for (String method : List.of("hashCode", "toString", "equals")) {
                ObjectMethods.bootstrap(lookup, method, MethodHandle.class, String.class, "text", component);
            }
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.DEBUG, "The JDK may keep the class loader until another record is used", e);
        }
    }
}
