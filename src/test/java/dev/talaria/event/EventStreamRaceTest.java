package dev.talaria.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.event.AgentEvent.TextDelta;
import dev.talaria.event.EventStream.Cursor;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.RunEnded.RunCancelled;
import dev.talaria.message.Message;
import dev.talaria.message.Usage;
import dev.talaria.testing.Crowd;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;

class EventStreamRaceTest {
    private static final int EVENTS = 300;
    private static final int READERS = 10;

    private final EventStream stream = new EventStream(EVENTS + 1, Clock.systemUTC());

    @RepeatedTest(5)
    void everyReaderSeesEveryEventOnceAndInOrder() throws Exception {
        List<Callable<List<Long>>> crowd = new ArrayList<>();
        crowd.add(this::write);
        for (int i = 0; i < READERS; i++) {
            crowd.add(this::readToTheEnd);
        }

        List<List<Long>> seen = Crowd.all(crowd);

        List<Long> all = IntStream.rangeClosed(0, EVENTS).mapToObj(Long::valueOf).toList();
        seen.subList(1, seen.size()).forEach(sequences -> assertEquals(all, sequences));
        assertEquals(0, stream.readers());
    }

    @RepeatedTest(5)
    void readersMayComeAndGoWhileItIsWritten() throws Exception {
        List<Callable<List<Long>>> crowd = new ArrayList<>();
        crowd.add(this::write);
        for (int i = 0; i < READERS; i++) {
            crowd.add(this::comeAndGo);
        }

        Crowd.all(crowd);

        assertEquals(0, stream.readers());
        assertTrue(stream.hasEnded());
    }

    private List<Long> write() {
        for (int i = 0; i < EVENTS; i++) {
            stream.append(new TextDelta("x", null));
            Crowd.dawdle();
        }
        stream.append(new RunCancelled(Cancellation.Reason.STOPPED, Message.assistant(""), Usage.NONE));
        return List.of();
    }

    /** Waits for its wake-ups only, so that a lost one shows as a hang. */
    private List<Long> readToTheEnd() throws InterruptedException {
        List<Long> seen = new ArrayList<>();
        Semaphore news = new Semaphore(1);
        try (Cursor cursor = stream.cursor(-1, news::release)) {
            while (true) {
                assertTrue(news.tryAcquire(20, TimeUnit.SECONDS), "a wake-up was lost after " + seen.size() + " events");
                for (Numbered next = cursor.poll(); next != null; next = cursor.poll()) {
                    seen.add(next.sequence());
                    if (next.event() instanceof RunEnded) {
                        return seen;
                    }
                }
                Crowd.dawdle();
            }
        }
    }

    private List<Long> comeAndGo() {
        while (!stream.hasEnded()) {
            try (Cursor cursor = stream.cursor(-1, () -> { })) {
                long expected = 0;
                for (Numbered next = cursor.poll(); next != null && expected < 3; next = cursor.poll()) {
                    assertEquals(expected++, next.sequence());
                }
                Thread.yield();
            }
        }
        return List.of();
    }
}
