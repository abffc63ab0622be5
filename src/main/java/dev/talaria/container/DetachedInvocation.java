package dev.talaria.container;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import javax.security.auth.Subject;

/**
 * Calls the container without an application frame on the stack, so that threads started by the call do not pin this application.
 *
 * <p>Before Java 24 (JEP 486) a thread keeps the protection domains, and with them the class loaders, of every frame on the stack when it
 * was started, and passes them on to the threads that it starts. A server's thread that was started below a call of ours, and every thread
 * that replaces it, would keep this application in the heap long after it was undeployed.
 */
public final class DetachedInvocation {
    private static final boolean THREADS_KEEP_CALLERS = Runtime.version().feature() < 24;

    /** Of a class of the JDK's, so that it is no caller of ours. */
    private final PrivilegedExceptionAction<?> action;

    private DetachedInvocation(PrivilegedExceptionAction<?> action) {
        this.action = action;
    }

    /**
     * Prepares a call that is made more than once.
     *
     * @param call without parameters, and bound to nothing but what belongs to others: a lambda of ours would be a caller
     */
    public static DetachedInvocation of(MethodHandle call) {
        return new DetachedInvocation(MethodHandleProxies.asInterfaceInstance(PrivilegedExceptionAction.class, call));
    }

    /** Whether this Java's threads keep their callers; elsewhere a plain call costs less. */
    public static boolean isNeeded() {
        return THREADS_KEEP_CALLERS;
    }

    /** A public method, to be bound and called here. */
    public static MethodHandle method(Class<?> type, String name, Class<?> result, Class<?>... parameters) {
        try {
            return MethodHandles.publicLookup().findVirtual(type, name, MethodType.methodType(result, parameters));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As {@link #call()}, once. */
    public static Object call(MethodHandle call) throws Exception {
        return of(call).call();
    }

    /**
     * Calls on this thread with a hidden stack: the JDK is the only caller, without a protection domain.
     *
     * @return what it returns, null for nothing
     * @throws Exception what it throws
     */
    @SuppressWarnings("removal")
    public Object call() throws Exception {
        if (!THREADS_KEEP_CALLERS) {
            return action.run();
        }
        try {
            return Subject.doAsPrivileged(null, action, null);
        } catch (PrivilegedActionException e) {
            throw e.getException();
        }
    }
}
