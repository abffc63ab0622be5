package dev.talaria.memory.local;

import dev.talaria.scope.MemoryScope;
import dev.talaria.store.GroupCommit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;

/**
 * Works through scopes in the background, a step for each task, so that a large scope holds up no other; each scope once at a time. Safe
 * for many threads.
 */
final class ScopeSteps {
    private final Predicate<MemoryScope> step;
    private final System.Logger log;
    private final String postponed;
    private final String failed;
    private final Set<MemoryScope> underWay = ConcurrentHashMap.newKeySet();
    private volatile Executor executor;

    /**
     * @param step      does one step, and returns whether more may be left
     * @param postponed what is logged if no thread is free
     * @param failed    what is logged if a step fails, which ends the work on its scope
     */
    ScopeSteps(Predicate<MemoryScope> step, System.Logger log, String postponed, String failed) {
        this.step = step;
        this.log = log;
        this.postponed = postponed;
        this.failed = failed;
    }

    /** Enables it; nothing is begun before. */
    void runOn(Executor background) {
        executor = background;
    }

    boolean isEnabled() {
        return executor != null;
    }

    /** Begins with a scope, unless it is under way. Never blocks. */
    void begin(MemoryScope scope) {
        if (isEnabled() && underWay.add(scope)) {
            next(scope);
        }
    }

    private void next(MemoryScope scope) {
        try {
            executor.execute(() -> {
                if (goesOn(scope)) {
                    next(scope);
                } else {
                    underWay.remove(scope);
                }
            });
        } catch (RejectedExecutionException e) {
            underWay.remove(scope);
            log.log(System.Logger.Level.DEBUG, postponed, e);
        }
    }

    private boolean goesOn(MemoryScope scope) {
        try {
            return step.test(scope);
        } catch (RuntimeException e) {
            log.log(GroupCommit.level(e), failed, e);
            return false;
        }
    }
}
