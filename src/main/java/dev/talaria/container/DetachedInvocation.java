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

    /** An instance of a JDK class, so that it adds no application frame. */
    private final PrivilegedExceptionAction<?> action;

    private DetachedInvocation(PrivilegedExceptionAction<?> action) {
        this.action = action;
    }

    /**
     * Prepares a call that can be repeated.
     *
     * @param call takes no parameters and is bound to objects of other code only, because a lambda of this application would add a frame
     */
    public static DetachedInvocation of(MethodHandle call) {
        return new DetachedInvocation(MethodHandleProxies.asInterfaceInstance(PrivilegedExceptionAction.class, call));
    }

    /** Returns whether threads of this Java version keep their callers; if not, a plain call is cheaper. */
    public static boolean isNeeded() {
        return THREADS_KEEP_CALLERS;
    }

    /** Returns a public method, to be bound and called by this class. */
    public static MethodHandle method(Class<?> type, String name, Class<?> result, Class<?>... parameters) {
        try {
            return MethodHandles.publicLookup().findVirtual(type, name, MethodType.methodType(result, parameters));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Prepares a call and makes it once; see {@link #call()}. */
    public static Object call(MethodHandle call) throws Exception {
        return of(call).call();
    }

    /**
     * Makes the call on this thread with a hidden stack: the only caller is the JDK, without a protection domain.
     *
     * @return the call's result; null for void
     * @throws Exception as the call
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
