package dev.talaria.memory.local.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.memory.MemoryTurn;
import dev.talaria.memory.Peer;
import dev.talaria.memory.local.text.TextAnalysis;
import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AfterwardsTest {
    @AutoClose
    private final TextAnalysis analysis = new TextAnalysis("en");

    private List<String> kept(String said, String tool, String result) {
        List<MemoryTurn.Utterance> utterances = List.of(new MemoryTurn.Utterance(Role.USER, null, said, Instant.EPOCH),
                new MemoryTurn.Utterance(Role.ASSISTANT, null, "I have forgotten it.", Instant.EPOCH));
        MemoryTurn turn = new MemoryTurn(Peer.of(MemoryScope.ofKey("acme", "ann")), SessionRef.named("acme", "", "s"), "run", 0, utterances,
                List.of(new MemoryTurn.ToolUse(tool, result)));
        return Afterwards.kept(turn, analysis).stream().map(MemoryTurn.Utterance::text).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Forget my PIN, please. | My PIN is 4471. | ''",
        "My PIN is 4471, forget it. | My PIN is 4471. | ''",
        "Forget my PIN and buy milk. The garage code is 4471. | My PIN is 4471. | and buy milk.",
        "My new phone number is 555-0199, forget the old one. | My phone number is 555-0142. | My new phone number is 555-0199",
        "I moved to Lyon. Forget my old address! | I live in Paris. | I moved to Lyon.",
        "Please forget that I have diabetes. | I have diabetes. | ''",
        "忘记我的密码4471。我喜欢喝茶。 | 我的密码是4471 | 我喜欢喝茶。"})
    void keepsOnlyTheNews(String said, String forgotten, String expected) {
        String result = ForgetTool.FORGOTTEN + "\n- mem_1 [2024-03-05 user] " + forgotten + "\n\nNot forgotten:\n- mem_2 [2024-03-05 user] "
                + said;

        assertEquals(expected.isEmpty() ? List.of() : List.of(expected), kept(said, "memory_forget", result));
    }

    @Test
    void keepsAllWhereNothingWasForgotten() {
        List<String> all = List.of("Forget my PIN, please.", "I have forgotten it.");

        assertEquals(all, kept(all.get(0), "memory_forget", "Nothing that matches is remembered."));
        assertEquals(all, kept(all.get(0), "other", ForgetTool.FORGOTTEN + "\n- mem_1 [2024-03-05 user] My PIN is 4471."));
    }
}
