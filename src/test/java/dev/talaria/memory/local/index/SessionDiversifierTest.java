package dev.talaria.memory.local.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.message.Role;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionDiversifierTest {
    private final TurnTable turns = new TurnTable();

    /** Turns 0 to 2 are of one session, 3 and 4 of two others. */
    SessionDiversifierTest() {
        for (String session : List.of("a", "a", "a", "b", "c")) {
            turns.add(new MemoryItem(turns.size() + 1, "m", session, "r", Role.USER, null, "", Instant.EPOCH), 1, (byte) 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 5, 0 1 2 3 4", "0, 2, 0 1", "0.1, 5, 0 1 3 2 4", "0.5, 5, 0 3 4 1 2", "0.5, 2, 0 3"})
    void putsWhatRepeatsASessionFurtherBack(double cost, int limit, String order) {
        List<Ranked> ranked = List.of(new Ranked(0, 1), new Ranked(1, 0.95), new Ranked(2, 0.9), new Ranked(3, 0.8), new Ranked(4, 0.6));

        List<Integer> picked = SessionDiversifier.pick(ranked, turns, cost, limit).stream().map(Ranked::turn).toList();

        assertEquals(order, String.join(" ", picked.stream().map(String::valueOf).toList()));
    }
}
