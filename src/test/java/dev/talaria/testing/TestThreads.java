package dev.talaria.testing;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Tells apart the threads of test classes that run at the same time: a thread belongs to the class that has started it, or that has started
 * the one that did. Threads that the JDK shares belong to none.
 */
public final class TestThreads implements TestExecutionListener {
    private static final InheritableThreadLocal<Object> CLASS = new InheritableThreadLocal<>();

    /** Runs on the thread that the class will run on. */
    @Override
    public void executionStarted(TestIdentifier started) {
        if (isTopLevelClass(started)) {
            enter(started.getUniqueId());
        }
    }

    @Override
    public void executionFinished(TestIdentifier finished, TestExecutionResult result) {
        if (isTopLevelClass(finished)) {
            CLASS.remove();
        }
    }

    /** From now on the calling thread, and what it will start, belong to this owner. */
    static void enter(Object owner) {
        CLASS.set(owner);
    }

    private static boolean isTopLevelClass(TestIdentifier node) {
        return node.getUniqueIdObject().getSegments().size() == 2;
    }

    /** What the calling thread belongs to; null for none. */
    static Object owner() {
        boolean shared = Thread.currentThread() instanceof ForkJoinWorkerThread worker && worker.getPool() == ForkJoinPool.commonPool();
        return shared ? null : CLASS.get();
    }

    /** Whether the calling thread may work for this owner. */
    static boolean mayBelongTo(Object owner) {
        Object own = owner();
        return owner == null || own == null || own.equals(owner);
    }
}
