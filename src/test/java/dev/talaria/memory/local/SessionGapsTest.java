package dev.talaria.memory.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.talaria.memory.Incoming;
import dev.talaria.memory.local.index.MemoryItem;
import dev.talaria.message.Role;
import dev.talaria.scope.SessionRef;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionGapsTest {
    private static final Instant NOW = Instant.parse("2024-03-05T12:00:00Z");
    private static final Instant THEN = Instant.parse("2023-01-02T08:00:00Z");

    private final SessionGaps gaps = new SessionGaps(Optional.empty(), NOW);

    private static Incoming message(String session, Instant at) {
        SessionRef named = session == null ? null : SessionRef.named("acme", "", session);
        return new Incoming(null, named, Role.USER, null, "hello", at, JsonValue.EMPTY_JSON_OBJECT);
    }

    private String session(Instant at) {
        return gaps.draft(message(null, at)).session();
    }

    @Test
    void keepsTogetherWhatWasSaidWithinHours() {
        assertEquals(session(THEN), session(THEN.plus(Duration.ofHours(3))));
    }

    @Test
    void beginsASessionAfterALongSilence() {
        assertNotEquals(session(THEN), session(THEN.plus(Duration.ofHours(5))));
    }

    @Test
    void beginsASessionWhereTimeGoesBackFar() {
        assertNotEquals(session(THEN), session(THEN.minus(Duration.ofDays(1))));
    }

    @Test
    void takesTheSessionThatIsNamed() {
        assertEquals("monday", gaps.draft(message("monday", THEN)).session());
    }

    @Test
    void takesNowForAMessageWithoutATime() {
        assertEquals(NOW, gaps.draft(message(null, null)).at());
    }

    @Test
    void takesTheTimeOfTheMessageBefore() {
        gaps.draft(message("monday", THEN));

        assertEquals(THEN, gaps.draft(message("monday", null)).at());
    }

    @Test
    void goesOnWithTheSessionOfAnImportBefore() {
        MemoryItem last = new MemoryItem(9, "mem_9", session(THEN), "", Role.USER, null, "hello", THEN);

        SessionGaps next = new SessionGaps(Optional.of(last), NOW);

        assertEquals(last.session(), next.draft(message(null, THEN.plusSeconds(60))).session());
    }

    @Test
    void doesNotJoinASessionThatIsNoImport() {
        MemoryItem last = new MemoryItem(9, "mem_9", "monday", "run_1", Role.USER, null, "hello", THEN);

        SessionGaps next = new SessionGaps(Optional.of(last), NOW);

        assertNotEquals("monday", next.draft(message(null, THEN)).session());
    }
}
