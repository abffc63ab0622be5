package dev.talaria.boot;

import dev.talaria.memory.MemoryCatalog;
import dev.talaria.memory.MemoryParts;
import dev.talaria.memory.MemoryProvider;
import dev.talaria.memory.outbox.OutboxParts;
import dev.talaria.model.guardrail.Guardrail;
import dev.talaria.model.guardrail.ReplyFilter;
import dev.talaria.store.Write;
import dev.talaria.tool.Tool;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * The class loader of foreign jars, and the calls into them: each runs with it as the context class loader, by which libraries look up
 * their own parts. Safe for many threads.
 */
final class ForeignLoader {
    private final ClassLoader loader;

    ForeignLoader(ClassLoader loader) {
        this.loader = loader;
    }

    /** A call into a foreign jar. */
    @FunctionalInterface
    interface Call<T, E extends Exception> {
        T run() throws E;
    }

    /** Runs the call on this thread. */
    <T, E extends Exception> T call(Call<T, E> work) throws E {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return work.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Returns the same parts, with a deliverer that runs with this loader. */
    MemoryParts over(MemoryParts parts) {
        OutboxParts ours = parts.delivering();
        OutboxParts theirs = new OutboxParts(ours.database(), ours.commits(), ours.clock(),
                task -> ours.threads().execute(wrap(Runnable.class, task)), ours.timer());
        return new MemoryParts(parts.name(), parts.settings(), parts.recallTimeout(), theirs);
    }

    /** Returns the same provider, with its calls, writes and tools running with this loader. */
    MemoryProvider over(MemoryProvider provider) {
        return provider instanceof MemoryCatalog catalog ? wrap(MemoryCatalog.class, catalog) : wrap(MemoryProvider.class, provider);
    }

    /** Returns the same guardrail, with its calls and filters running with this loader. */
    Guardrail over(Guardrail guardrail) {
        return wrap(Guardrail.class, guardrail);
    }

    private <T> T wrap(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(ForeignLoader.class.getClassLoader(), new Class<?>[] {type},
                (proxy, method, arguments) -> ours(call(() -> invoke(target, method, arguments)))));
    }

    private static Object invoke(Object target, Method method, Object[] arguments) throws Exception {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private Object ours(Object result) {
        if (result instanceof Write write && write != Write.NOTHING) {
            return wrap(Write.class, write);
        }
        if (result instanceof ReplyFilter filter) {
            return wrap(ReplyFilter.class, filter);
        }
        if (result instanceof List<?> several && !several.isEmpty() && several.stream().allMatch(Tool.class::isInstance)) {
            return several.stream().map(tool -> wrap(Tool.class, (Tool) tool)).toList();
        }
        return result;
    }
}
