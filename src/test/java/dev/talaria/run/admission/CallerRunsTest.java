package dev.talaria.run.admission;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.scope.Caller;
import dev.talaria.scope.Grants;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CallerRunsTest {
    private final CallerRuns runs = new CallerRuns();

    @Test
    void refusesOneMoreThanTheKeyMayHave() {
        runs.enter(caller("acme", 2));
        runs.enter(caller("acme", 2));

        ApiException refused = assertThrows(ApiException.class, () -> runs.enter(caller("acme", 2)));

        assertEquals(ErrorCode.RATE_LIMIT_EXCEEDED, refused.code());
        assertEquals("Too many concurrent runs of this API key (max 2)", refused.getMessage());
    }

    @Test
    void givesPlacesBack() {
        runs.enter(caller("acme", 1));
        runs.leave(caller("acme", 1));

        assertDoesNotThrow(() -> runs.enter(caller("acme", 1)));
    }

    @Test
    void countsEachKeyByItself() {
        runs.enter(caller("acme", 1));

        assertDoesNotThrow(() -> runs.enter(caller("umbrella", 1)));
    }

    @Test
    void boundsNothingWithoutACap() {
        for (int i = 0; i < 1_000; i++) {
            runs.enter(caller("acme", 0));
        }

        assertThrows(ApiException.class, () -> runs.enter(caller("acme", 1_000)));
    }

    private static Caller caller(String tenant, int most) {
        return new Caller(tenant, "key", false, new Grants(Set.of(), most));
    }
}
