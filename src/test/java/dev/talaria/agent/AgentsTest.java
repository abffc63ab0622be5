package dev.talaria.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentsTest {
    private static final Agents LENIENT = new Agents("talaria", "up", false, false);

    @Test
    void listsTheDefaultAgentFirst() {
        assertEquals(List.of("talaria", "talaria-task"), LENIENT.ids());
    }

    @Test
    void answersUnderTheDefaultNameWhereNoneIsAskedFor() {
        assertEquals("talaria", LENIENT.named(null));
    }

    @Test
    void echoesAnUnknownName() {
        assertEquals("gpt-x", LENIENT.named("gpt-x"));
    }

    @Test
    void refusesAnUnknownNameWhereNamesAreStrict() {
        Agents strict = new Agents("talaria", "up", true, false);

        assertEquals(ErrorCode.MODEL_NOT_FOUND, assertThrows(ApiException.class, () -> strict.named("gpt-x")).code());
        assertEquals("talaria-task", strict.named("talaria-task"));
    }

    @ParameterizedTest
    @CsvSource({"false,gpt-x,up", "true,gpt-x,gpt-x", "true,talaria,up", "true,talaria-task,up"})
    void sendsOnlyUnknownNamesThrough(boolean passThrough, String asked, String upstream) {
        assertEquals(upstream, new Agents("talaria", "up", false, passThrough).upstreamModel(asked));
    }
}
