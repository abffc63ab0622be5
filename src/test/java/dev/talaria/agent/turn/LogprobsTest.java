package dev.talaria.agent.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

class LogprobsTest {
    @Test
    void noneAreNone() {
        assertNull(Logprobs.joined(List.of()));
    }

    @Test
    void oneGoesOutAsItCame() {
        assertEquals("{ \"content\" : [1.50] }", Logprobs.joined(List.of("{ \"content\" : [1.50] }")));
    }

    @Test
    void theListsOfSeveralAreJoinedInOrder() {
        assertEquals("{\"content\":[1.50,2,3],\"refusal\":null}", Logprobs.joined(List.of(
                "{\"content\":[1.50],\"refusal\":null}", "{\"content\":null}", "{\"content\":[2,3]}")));
    }

    @Test
    void refusalsAreJoinedToo() {
        assertEquals("{\"content\":[],\"refusal\":[1,2]}", Logprobs.joined(List.of("{\"refusal\":[1]}", "{\"refusal\":[2]}")));
    }

    @Test
    void whatIsNoObjectIsLeftOut() {
        assertEquals("{\"content\":[1],\"refusal\":null}", Logprobs.joined(List.of("{\"content\":[1]}", "null", "not json")));
    }
}
