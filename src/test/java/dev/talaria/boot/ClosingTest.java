package dev.talaria.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;

class ClosingTest {
    private static final int POOLS = 50;

    @RepeatedTest(20)
    void noThreadOutlivesTheClosingOfItsPool() throws Exception {
        Closing closing = new Closing();
        List<ScheduledExecutorService> pools = IntStream.range(0, POOLS).mapToObj(pool -> closing.addPool(Threads.upkeep())).toList();
        Thread[] threads = new Thread[POOLS];
        for (int pool = 0; pool < POOLS; pool++) {
            threads[pool] = pools.get(pool).submit(Thread::currentThread).get();
        }

        closing.close();

        assertEquals(List.of(), List.of(threads).stream().filter(Thread::isAlive).toList());
    }
}
