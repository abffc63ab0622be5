package dev.talaria.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.OwnApplication;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DetachedInvocationTest {
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<Thread> begun = new ArrayList<>();

    @AfterEach
    void endThreads() {
        over.countDown();
    }

    @Test
    void aThreadBegunInTheCallLetsGoOfTheApplication() throws Exception {
        WeakReference<ClassLoader> application = new WeakReference<>(callFromAnApplicationOfItsOwn(this::beginThread));

        assertEquals(List.of(true), begun.stream().map(Thread::isAlive).toList());
        assertTrue(OwnApplication.isLetGo(application), "the thread still holds it");
    }

    @Test
    void aThreadBegunInALaterCallLetsGoOfTheApplicationToo() throws Exception {
        ClassLoader application = OwnApplication.of(DetachedInvocation.class);
        WeakReference<ClassLoader> watched = new WeakReference<>(application);
        Object prepared = application.loadClass(DetachedInvocation.class.getName()).getMethod("of", MethodHandle.class)
                .invoke(null, handle(this::beginThread));
        prepared.getClass().getMethod("call").invoke(prepared);
        prepared.getClass().getMethod("call").invoke(prepared);
        prepared = null;
        application = null;

        assertEquals(List.of(true, true), begun.stream().map(Thread::isAlive).toList());
        assertTrue(OwnApplication.isLetGo(watched), "a thread still holds it");
    }

    @Test
    void returnsWhatTheCallReturns() throws Exception {
        assertEquals("answer", DetachedInvocation.call(handle(() -> "answer")));
    }

    @Test
    void throwsWhatTheCallThrows() {
        assertThrows(IOException.class, () -> DetachedInvocation.call(handle(() -> {
            throw new IOException("gone");
        })));
        assertThrows(IllegalStateException.class, () -> DetachedInvocation.call(handle(() -> {
            throw new IllegalStateException("over");
        })));
        assertThrows(UnsatisfiedLinkError.class, () -> DetachedInvocation.call(handle(() -> {
            throw new UnsatisfiedLinkError("no code");
        })));
    }

    private static ClassLoader callFromAnApplicationOfItsOwn(Callable<?> work) throws Exception {
        ClassLoader application = OwnApplication.of(DetachedInvocation.class);
        try {
            application.loadClass(DetachedInvocation.class.getName()).getMethod("call", MethodHandle.class).invoke(null, handle(work));
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        }
        return application;
    }

    private static MethodHandle handle(Callable<?> work) throws ReflectiveOperationException {
        return MethodHandles.publicLookup().findVirtual(Callable.class, "call", MethodType.methodType(Object.class)).bindTo(work);
    }

    /** As a pool of threads does that has none to spare. */
    private Object beginThread() {
        Thread thread = new Thread(() -> {
            try {
                over.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        begun.add(thread);
        thread.start();
        return null;
    }
}
