package dev.talaria.api.http.reply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.api.http.reply.ResponseChannel.State;
import dev.talaria.api.http.reply.ScriptedContainer.WriteFault;
import dev.talaria.testing.LogLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ResponseChannelTest {
    /** Every sequence of this many events is tried. */
    private static final int DEPTH = 5;
    private static final Set<String> ALLOWED = Set.of(
            "UNSTARTED > BLOCKED", "UNSTARTED > LOST",
            "BLOCKED > WRITABLE", "BLOCKED > BROKEN", "BLOCKED > LOST", "BLOCKED > DELIVERED",
            "WRITABLE > BLOCKED", "WRITABLE > BROKEN", "WRITABLE > LOST", "WRITABLE > DELIVERED",
            "BROKEN > LOST");

    /** What can happen to a reply. */
    private enum Event {
        START, NEWS, LAST_NEWS, STOP_TAKING, POSSIBLE, NEXT_WRITE_THROWS, NEXT_WRITE_TELLS_INSIDE, NEXT_QUESTION_TELLS_INSIDE, WRITE_ERROR,
        CLIENT_LEAVES, TIMEOUT, CONTAINER_ENDS, GRACE_IS_OVER, STALL_IS_OVER
    }

    private static final class ScriptedSource implements ResponseChannel.Source {
        private final Deque<String> waiting = new ArrayDeque<>();
        private boolean last;
        private int losses;

        @Override
        public byte[] next() {
            String text = waiting.poll();
            return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public boolean finished() {
            return last;
        }

        @Override
        public void takenDown() {
            waiting.add("bye");
            last = true;
        }

        @Override
        public void lost() {
            losses++;
        }
    }

    /** One reply from its opening on. */
    private static final class Life {
        private final ScriptedContainer container = new ScriptedContainer(Duration.ofHours(1), Duration.ofNanos(1));
        private final ScriptedSource source = new ScriptedSource();
        private final ResponseChannel channel;

        private Life() throws IOException {
            channel = container.open();
        }

        private boolean started() {
            return container.hasListener() || channel.state() == State.LOST && source.losses > 0;
        }

        private boolean isPossible(Event event) {
            return switch (event) {
                case START -> !started();
                case NEWS, LAST_NEWS -> started() && !source.last;
                case POSSIBLE -> container.owesCall();
                case STOP_TAKING -> container.ready;
                case NEXT_WRITE_THROWS, NEXT_WRITE_TELLS_INSIDE, NEXT_QUESTION_TELLS_INSIDE -> container.fault == WriteFault.NONE;
                case WRITE_ERROR -> container.hasListener() && !container.hasEnded();
                case CLIENT_LEAVES, TIMEOUT, CONTAINER_ENDS -> !container.hasEnded();
                case GRACE_IS_OVER -> container.hasDue();
                case STALL_IS_OVER -> container.repliesUnderWay() > 0;
            };
        }

        private void happen(Event event) throws IOException {
            switch (event) {
                case START -> channel.start(source);
                case NEWS -> say("a");
                case LAST_NEWS -> {
                    source.last = true;
                    say("z");
                }
                case STOP_TAKING -> container.ready = false;
                case POSSIBLE -> container.possible();
                case NEXT_WRITE_THROWS -> container.fault = WriteFault.THROWN;
                case NEXT_WRITE_TELLS_INSIDE -> container.fault = WriteFault.TOLD_INSIDE;
                case NEXT_QUESTION_TELLS_INSIDE -> container.fault = WriteFault.TOLD_WHEN_ASKED;
                case WRITE_ERROR -> container.writeError();
                case CLIENT_LEAVES -> container.asyncError();
                case TIMEOUT -> container.timeout();
                case CONTAINER_ENDS -> container.end();
                case GRACE_IS_OVER -> container.runDue();
                case STALL_IS_OVER -> container.beat();
            }
        }

        private Life after(Event... events) throws IOException {
            for (Event event : events) {
                happen(event);
            }
            return this;
        }

        private void say(String text) {
            source.waiting.add(text);
            channel.wake();
        }

        /** What holds in each state, however it was reached. */
        private void check(List<Event> events) {
            State state = channel.state();
            boolean isLost = state == State.BROKEN || state == State.LOST;
            assertEquals(List.of(), container.violations, events::toString);
            assertEquals(isLost && started() ? 1 : 0, source.losses, () -> "told of a loss after " + events);
            assertEquals((state == State.LOST || state == State.DELIVERED) && !container.hasEnded(),
                    container.completions == 1 && !container.hasEnded(), () -> "completed after " + events);
            if (state == State.DELIVERED) {
                assertTrue(source.waiting.isEmpty() && container.flushed, () -> "delivered after " + events);
            }
            if (state == State.WRITABLE) {
                assertTrue(source.waiting.isEmpty() && container.flushed, () -> "written and flushed after " + events);
            }
            if (container.hasEnded()) {
                assertEquals(0, container.repliesUnderWay(), () -> "forgotten after " + events);
            }
        }
    }

    @Test
    void everySequenceOfEventsKeepsToTheStates() throws IOException {
        Set<String> moves = new TreeSet<>();
        Set<State> seen = new TreeSet<>();
        explore(new ArrayList<>(), moves, seen);

        assertEquals(Set.of(State.values()), seen);
        assertEquals(new TreeSet<>(ALLOWED), moves);
    }

    private static void explore(List<Event> past, Set<String> moves, Set<State> seen) throws IOException {
        for (Event event : Event.values()) {
            Life life = new Life().after(past.toArray(Event[]::new));
            State before = life.channel.state();
            seen.add(before);
            if (!life.isPossible(event)) {
                continue;
            }
            life.happen(event);
            past.add(event);
            State now = life.channel.state();
            if (now != before) {
                moves.add(before + " > " + now);
            }
            life.check(past);
            if (past.size() < DEPTH) {
                explore(past, moves, seen);
            }
            past.remove(past.size() - 1);
        }
    }

    @Test
    void writesNothingBeforeTheContainerCalls() throws IOException {
        Life life = new Life().after(Event.START, Event.NEWS);

        assertEquals(State.BLOCKED, life.channel.state());
        assertEquals("", life.container.sent.toString());

        life.happen(Event.POSSIBLE);
        assertEquals(State.WRITABLE, life.channel.state());
        assertEquals("a", life.container.sent.toString());
        assertTrue(life.container.flushed);
    }

    @Test
    void waitsWhileTheClientTakesNothingAndGoesOnWhenItDoes() throws IOException {
        Life life = new Life().after(Event.START, Event.POSSIBLE, Event.STOP_TAKING, Event.NEWS, Event.LAST_NEWS);

        assertEquals(State.BLOCKED, life.channel.state());
        assertEquals("", life.container.sent.toString());

        life.happen(Event.POSSIBLE);
        assertEquals(State.DELIVERED, life.channel.state());
        assertEquals("az", life.container.sent.toString());
        assertEquals(1, life.container.completions);
        assertEquals(0, life.source.losses);
    }

    @Test
    void aFailedWriteLeavesTheEndToTheContainerForAMoment() throws IOException {
        Life life = new Life().after(Event.START, Event.POSSIBLE, Event.NEXT_WRITE_THROWS, Event.NEWS);

        assertEquals(State.BROKEN, life.channel.state());
        assertEquals(1, life.source.losses);
        assertEquals(0, life.container.completions);

        life.after(Event.WRITE_ERROR, Event.GRACE_IS_OVER);
        assertEquals(State.LOST, life.channel.state());
        life.after(Event.CLIENT_LEAVES, Event.CONTAINER_ENDS);
        assertEquals(1, life.container.completions);
        assertEquals(1, life.source.losses);
    }

    @Test
    void anErrorToldInsideAWriteEndsThereAndThen() throws IOException {
        Life life = new Life().after(Event.START, Event.POSSIBLE, Event.NEXT_WRITE_TELLS_INSIDE, Event.NEWS);

        assertEquals(State.BROKEN, life.channel.state());
        assertEquals(1, life.source.losses);

        life.happen(Event.CONTAINER_ENDS);
        life.happen(Event.GRACE_IS_OVER);
        assertEquals(0, life.container.completions, "the container ended it");
        assertEquals(List.of(), life.container.violations);
    }

    @Test
    void aLateErrorDoesNotUndoADelivery() throws IOException {
        Life life = new Life().after(Event.START, Event.POSSIBLE, Event.LAST_NEWS, Event.WRITE_ERROR, Event.CLIENT_LEAVES,
                Event.TIMEOUT, Event.CONTAINER_ENDS);

        assertEquals(State.DELIVERED, life.channel.state());
        assertEquals(1, life.container.completions);
        assertEquals(0, life.source.losses);
        assertEquals(0, life.container.repliesUnderWay());
    }

    @Test
    void tellsTheClientWhatItCanWhenTheApplicationIsTakenDown() throws IOException {
        Life taking = new Life().after(Event.START, Event.POSSIBLE, Event.NEWS, Event.TIMEOUT);
        Life stalled = new Life().after(Event.START, Event.POSSIBLE, Event.STOP_TAKING, Event.NEWS, Event.TIMEOUT);

        assertEquals(State.DELIVERED, taking.channel.state());
        assertEquals("abye", taking.container.sent.toString());
        assertEquals(State.LOST, stalled.channel.state());
        assertEquals(1, stalled.source.losses);
    }

    @Test
    void givesUpAClientThatTakesNothing() throws IOException {
        Life life = new Life().after(Event.START, Event.POSSIBLE, Event.STOP_TAKING, Event.NEWS, Event.STALL_IS_OVER);

        assertEquals(State.LOST, life.channel.state());
        assertEquals(1, life.container.completions);
        assertEquals(1, life.source.losses);
    }

    @Test
    void aSourceThatFailsBeforeItsFirstByteIsA500() throws IOException {
        Life life = new Life();
        life.channel.start(new ResponseChannel.Source() {
            @Override
            public byte[] next() {
                throw new IllegalStateException("no words");
            }

            @Override
            public boolean finished() {
                return false;
            }

            @Override
            public void takenDown() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void lost() {
                life.source.lost();
            }
        });
        try (LogLines log = LogLines.of(ResponseChannel.class)) {
            life.happen(Event.POSSIBLE);
            log.await("A reply was cut off");
        }

        assertEquals(State.BROKEN, life.channel.state());
        assertEquals(500, life.container.status);
        assertEquals(1, life.source.losses);
    }

    @Test
    void anExchangeWhoseContainerTakesNoListenerIsTheCallersToAbandon() throws IOException {
        Life life = new Life();
        life.container.refusesListener = true;

        assertThrows(IllegalStateException.class, () -> life.channel.start(life.source));
        assertFalse(life.channel.isStarted());

        life.channel.abandon();
        assertEquals(1, life.container.completions);
        assertEquals(1, life.source.losses);
        assertEquals(0, life.container.repliesUnderWay());
    }

    @Test
    void aSourceThatComesAfterTheEndIsToldSo() throws IOException {
        Life life = new Life().after(Event.CONTAINER_ENDS, Event.START);

        assertEquals(State.LOST, life.channel.state());
        assertEquals(1, life.source.losses);
        assertFalse(life.container.hasListener());
        assertEquals(List.of(), life.container.violations);
    }
}
