package dev.talaria.boot;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The thread pools of one server, by purpose. They are closed before what they use.
 *
 * @param memoryCalls calls of the memory API
 * @param checks      health checks
 * @param readers     pages of journals, retention
 * @param requests    requests whose body arrived late
 */
record Pools(ExecutorService recall, ExecutorService memoryCalls, ExecutorService exports, ExecutorService checks, ExecutorService indexing,
             ExecutorService turns, ExecutorService readers, ExecutorService requests) {
    /** Threads that all other parts depend on; they are closed last. */
    record Inner(ScheduledExecutorService timer, ExecutorService callbacks, ScheduledExecutorService journal) {
        static Inner open(Closing closing) {
            ExecutorService callbacks = closing.addPool(Threads.callbacks());
            return new Inner(closing.addPool(Threads.timer(callbacks)), callbacks, closing.addPool(Threads.journal()));
        }
    }

    /** @param remote whether memory is on another server */
    static Pools open(boolean remote, Closing closing) {
        return new Pools(closing.addPool(Threads.recall(remote)), closing.addPool(Threads.memoryCalls()),
                closing.addPool(Threads.exports()), closing.addPool(Threads.checks()), closing.addPool(Threads.indexing()),
                closing.addPool(Threads.turns()), closing.addPool(Threads.readers()), closing.addPool(Threads.requests()));
    }
}
