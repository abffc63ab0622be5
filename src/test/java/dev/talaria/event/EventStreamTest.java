package dev.talaria.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.event.AgentEvent.TextDelta;
import dev.talaria.event.EventStream.Cursor;
import dev.talaria.event.EventStream.FellBehindException;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.RunEnded.RunCancelled;
import dev.talaria.message.Message;
import dev.talaria.message.Usage;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamTest {
    private static final RunEnded END = new RunCancelled(Cancellation.Reason.STOPPED, Message.assistant(""), Usage.NONE);

    private final EventStream stream = new EventStream(8, Clock.systemUTC());

    @Test
    void numbersEventsFromZero() {
        append("a", "b", "c");

        assertEquals(List.of("0a", "1b", "2c"), read(stream.cursor(-1, () -> { })));
    }

    @Test
    void givesNothingWhereThereIsNothingYet() {
        Cursor cursor = stream.cursor(-1, () -> { });

        assertNull(cursor.poll());
        append("a");
        assertEquals(0, cursor.poll().sequence());
        assertNull(cursor.poll());
    }

    @ParameterizedTest
    @CsvSource({"-1, 0a 1b 2c", "0, 1b 2c", "1, 2c", "2, ''", "7, ''"})
    void aLateCursorBeginsAfterTheSequenceItNames(long after, String expected) {
        append("a", "b", "c");

        assertEquals(expected, String.join(" ", read(stream.cursor(after, () -> { }))));
    }

    @Test
    void everyCursorSeesTheSame() {
        Cursor early = stream.cursor(-1, () -> { });
        append("a", "b");
        Cursor late = stream.cursor(-1, () -> { });
        append("c");

        assertEquals(List.of("0a", "1b", "2c"), read(early));
        assertEquals(List.of("0a", "1b", "2c"), read(late));
    }

    @Test
    void takesNothingAfterTheEnd() {
        assertTrue(stream.append(END));

        assertFalse(stream.append(text("late")));
        assertFalse(stream.append(END));

        assertTrue(stream.hasEnded());
        assertEquals(1, read(stream.cursor(-1, () -> { })).size());
    }

    @Test
    void wakesEveryCursorForEveryEvent() {
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        stream.cursor(-1, first::incrementAndGet);
        append("a");
        stream.cursor(-1, second::incrementAndGet);
        append("b");
        stream.append(END);

        assertEquals(3, first.get());
        assertEquals(2, second.get());
    }

    @Test
    void wakesReadersOnceForEventsThatCameTogether() {
        AtomicInteger wakes = new AtomicInteger();
        Cursor cursor = stream.cursor(-1, wakes::incrementAndGet);

        stream.together(() -> {
            append("a", "b", "c");
            assertEquals(0, wakes.get());
            return null;
        });

        assertEquals(1, wakes.get());
        assertEquals(List.of("0a", "1b", "2c"), read(cursor));
        append("d");
        assertEquals(2, wakes.get());
    }

    @Test
    void wakesReadersBeforeTheyFallBehindEventsThatCameTogether() {
        List<String> read = new ArrayList<>();
        Cursor[] cursor = new Cursor[1];
        cursor[0] = stream.cursor(-1, () -> read.addAll(read(cursor[0])));

        stream.together(() -> {
            for (int i = 0; i < 100; i++) {
                append("x");
            }
            return null;
        });

        assertEquals(100, read.size());
    }

    @Test
    void wakesReadersForAnEndThatCameTogetherWithOtherEvents() {
        AtomicInteger wakes = new AtomicInteger();
        stream.cursor(-1, wakes::incrementAndGet);

        stream.together(() -> {
            append("a");
            stream.append(END);
            assertEquals(1, wakes.get());
            return null;
        });

        assertEquals(1, wakes.get());
    }

    @Test
    void wakesReadersOfWhatCameBeforeAFault() {
        AtomicInteger wakes = new AtomicInteger();
        stream.cursor(-1, wakes::incrementAndGet);

        assertThrows(IllegalStateException.class, () -> stream.together(() -> {
            append("a");
            throw new IllegalStateException("on purpose");
        }));

        assertEquals(1, wakes.get());
    }

    @Test
    void wakesNobodyForAnEventThatCameTooLate() {
        AtomicInteger woken = new AtomicInteger();
        stream.append(END);
        stream.cursor(-1, woken::incrementAndGet);

        append("late");

        assertEquals(0, woken.get());
    }

    @Test
    void aWokenReaderFindsTheEvent() {
        List<String> seen = new ArrayList<>();
        Cursor[] cursor = new Cursor[1];
        cursor[0] = stream.cursor(-1, () -> seen.addAll(read(cursor[0])));

        append("a", "b");

        assertEquals(List.of("0a", "1b"), seen);
    }

    @Test
    void aReaderMayAppendWhileItIsWoken() {
        Cursor[] cursor = new Cursor[1];
        cursor[0] = stream.cursor(-1, () -> {
            if (!stream.hasEnded()) {
                stream.append(END);
            }
        });

        append("a");

        assertEquals(2, read(cursor[0]).size());
    }

    @Test
    void aClosedCursorIsNotWokenAndNotCounted() {
        AtomicInteger woken = new AtomicInteger();
        Cursor cursor = stream.cursor(-1, woken::incrementAndGet);
        assertEquals(1, stream.readers());

        cursor.close();
        cursor.close();
        append("a");

        assertEquals(0, stream.readers());
        assertEquals(0, woken.get());
    }

    @Test
    void aCursorThatIsClosedWhileAnotherOneIsWokenIsNotWokenAnyMore() {
        AtomicInteger woken = new AtomicInteger();
        Cursor[] second = new Cursor[1];
        stream.cursor(-1, () -> second[0].close());
        second[0] = stream.cursor(-1, woken::incrementAndGet);

        append("a");

        assertEquals(0, woken.get());
    }

    @Test
    void keepsAtLeastItsCapacity() {
        for (int i = 0; i < 100; i++) {
            append("x");
            assertEquals(Math.min(8, i + 1), read(stream.cursor(Math.max(-1, i - 8), () -> { })).size());
        }
    }

    @Test
    void tellsAReaderThatItFellBehind() {
        Cursor cursor = stream.cursor(-1, () -> { });
        append("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m");

        assertThrows(FellBehindException.class, cursor::poll);
        assertThrows(FellBehindException.class, cursor::poll);
        assertEquals("12m", read(stream.cursor(11, () -> { })).get(0));
    }

    @Test
    void aReaderGetsWhatWasShownBeforeTheStreamBroke() {
        Cursor cursor = stream.cursor(-1, () -> { });
        append("a", "b");

        stream.breakOff(Problem.of(ErrorCode.DATABASE_UNAVAILABLE, "not stored"));

        assertEquals("a", ((TextDelta) cursor.poll().event()).text());
        assertEquals("b", ((TextDelta) cursor.poll().event()).text());
        assertEquals(ErrorCode.DATABASE_UNAVAILABLE, assertThrows(FellBehindException.class, cursor::poll).problem().code());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 1000})
    void keepsTheEndWhateverItsCapacity(int capacity) {
        EventStream small = new EventStream(capacity, Clock.systemUTC());
        for (int i = 0; i < 50; i++) {
            small.append(text("x"));
        }
        small.append(END);

        Numbered last = small.cursor(49, () -> { }).poll();

        assertEquals(50, last.sequence());
        assertEquals(END, last.event());
    }

    private void append(String... texts) {
        for (String text : texts) {
            stream.append(text(text));
        }
    }

    private static TextDelta text(String text) {
        return new TextDelta(text, null);
    }

    private static List<String> read(Cursor cursor) {
        List<String> seen = new ArrayList<>();
        for (Numbered next = cursor.poll(); next != null; next = cursor.poll()) {
            seen.add(next.sequence() + (next.event() instanceof TextDelta delta ? delta.text() : "end"));
        }
        return seen;
    }
}
