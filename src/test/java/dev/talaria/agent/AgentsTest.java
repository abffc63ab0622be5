package dev.talaria.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.talaria.agent.Agents.Listed;
import dev.talaria.agent.turn.ModelChoice;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.scope.Grants;
import dev.talaria.testing.TestAgents;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentsTest {
    private static final Agents LENIENT = TestAgents.named("talaria", false, false);

    @Test
    void listsTheDefaultAgentFirst() {
        assertEquals(List.of("talaria", "talaria-task"), LENIENT.listed(null, Grants.ALL).stream().map(Listed::id).toList());
    }

    @Test
    void answersUnderTheDefaultNameWhereNoneIsAskedFor() {
        assertEquals("talaria", named(LENIENT, null));
    }

    @Test
    void echoesAnUnknownName() {
        assertEquals("gpt-x", named(LENIENT, "gpt-x"));
    }

    @Test
    void refusesAnUnknownNameWhereNamesAreStrict() {
        Agents strict = TestAgents.named("talaria", true, false);

        assertEquals(ErrorCode.MODEL_NOT_FOUND, assertThrows(ApiException.class, () -> named(strict, "gpt-x")).code());
        assertEquals("talaria-task", named(strict, "talaria-task"));
    }

    @ParameterizedTest
    @CsvSource({"false,gpt-x,up", "true,gpt-x,gpt-x", "true,talaria,up", "true,talaria-task,up"})
    void sendsOnlyUnknownNamesThrough(boolean passThrough, String asked, String upstream) {
        Agents agents = TestAgents.named("talaria", false, passThrough);

        assertEquals(upstream, agents.catalog().definition().select(ModelChoice.DEFAULT, asked, false).targets().get(0).model());
    }

    private static String named(Agents agents, String asked) {
        return agents.choose(null, asked, null, Grants.ALL).name();
    }
}
