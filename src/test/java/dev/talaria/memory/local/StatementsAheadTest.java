package dev.talaria.memory.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.memory.profile.Statement;
import dev.talaria.memory.profile.Trait;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class StatementsAheadTest {
    private static final String SAID = "I live in Rome.";
    private static final List<Statement> HOME = List.of(new Statement(Trait.HOME, "Rome", Statement.Effect.HOLDS));

    private final StatementsAhead ahead = new StatementsAhead();
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    @Test
    void readsAMessageInTheBackground() {
        ahead.readOn(tasks::add);
        ahead.begin(SAID);
        tasks.remove().run();

        assertEquals(HOME, ahead.of(SAID));
    }

    @Test
    void readsAMessageItselfThatNobodyHasBegun() {
        ahead.readOn(tasks::add);
        ahead.begin(SAID);

        assertEquals(HOME, ahead.of(SAID));
        assertEquals(HOME, ahead.of(SAID), "said once more");
        assertEquals(HOME, new StatementsAhead().of(SAID));
    }

    @Test
    void readsAMessageItselfWhereNoThreadIsFree() {
        ahead.readOn(task -> {
            throw new RejectedExecutionException("full");
        });
        ahead.begin(SAID);

        assertEquals(HOME, ahead.of(SAID));
    }

    @Test
    void readsAMessageOnceThatTwoHaveSaid() {
        List<Runnable> begun = new ArrayList<>();
        ahead.readOn(begun::add);
        ahead.begin(SAID);
        ahead.begin(SAID);

        assertEquals(1, begun.size());
        assertEquals(HOME, ahead.of(SAID));
        assertEquals(HOME, ahead.of(SAID));
    }
}
