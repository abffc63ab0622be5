package dev.talaria.memory.local.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.message.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TurnTableTest {
    private final TurnTable table = new TurnTable();
    private final List<Integer> sessions = new ArrayList<>();
    private final List<Integer> lengths = new ArrayList<>();

    private void add(int session, int length) {
        table.add(new MemoryItem(sessions.size() + 1, "m", "s" + session, "r", Role.USER, null, "x", Instant.EPOCH), length, (byte) 0);
        sessions.add(session);
        lengths.add(length);
    }

    /** The turns of one session, in order. */
    private List<Integer> session(int session) {
        List<Integer> turns = new ArrayList<>();
        for (int i = 0; i < sessions.size(); i++) {
            if (sessions.get(i) == session) {
                turns.add(i);
            }
        }
        return turns;
    }

    private void addInterleaved() {
        Random random = new Random(5);
        for (int i = 0; i < 300; i++) {
            add(random.nextInt(40), random.nextInt(30));
        }
    }

    @Test
    void linksNeighboursWithinTheirSessionOnly() {
        addInterleaved();

        for (int s = 0; s < 40; s++) {
            List<Integer> turns = session(s);
            for (int i = 0; i < turns.size(); i++) {
                assertEquals(i == 0 ? -1 : turns.get(i - 1), table.previous(turns.get(i)));
                assertEquals(i == turns.size() - 1 ? -1 : turns.get(i + 1), table.next(turns.get(i)));
            }
        }
    }

    @Test
    void keepsTheLengthsOfWindowsAsTheirLaterTurnsArrive() {
        addInterleaved();

        double total = 0;
        for (int s = 0; s < 40; s++) {
            List<Integer> turns = session(s);
            for (int i = 0; i < turns.size(); i++) {
                List<Integer> window = turns.subList(Math.max(0, i - 2), Math.min(turns.size(), i + 3));
                int expected = window.stream().mapToInt(lengths::get).sum();
                assertEquals(expected, table.windowLengths()[turns.get(i)]);
                total += expected;
            }
        }
        assertEquals(total / 300, table.meanWindowLength(), 1e-9);
    }

    private void add(String session, String author, int flags) {
        table.add(new MemoryItem(table.size() + 1, "m", session, "r", Role.USER, author, "x", Instant.EPOCH), 1, (byte) flags);
    }

    @ParameterizedTest
    @CsvSource({"s1, Ann, 3, s1, Bob, 2, true", "s1,, 3, s1,, 0, true", "s1,, 1, s1,, 2, true", "s1, Ann, 2, s1, Bob, 2, false",
        "s1, Ann, 3, s1, Ann, 2, false", "s1,, 3, s1,, 2, false", "s1, Ann, 3, s2, Bob, 2, false"})
    void tellsAnAnswerByTheQuestionSomebodyElseAskedBefore(String session, String asker, int asked, String session2, String author,
                                                           int said, boolean isAnswer) {
        add(session, asker, asked);
        add(session2, author, said);

        assertEquals(isAnswer, table.isAnswer(1));
    }

    @Test
    void countsTheLengthsOfSessions() {
        add(1, 5);
        add(2, 7);
        add(1, 6);

        assertEquals(11, table.sessionLengths()[table.session("s1")]);
        assertEquals(9, table.meanSessionLength());
        assertEquals(11, table.pairLengths()[2]);
        assertEquals(-1, table.session("s3"));
    }
}
