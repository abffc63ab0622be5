package dev.talaria.model.demo;

import dev.talaria.error.Problem;
import dev.talaria.message.FinishReason;
import dev.talaria.message.ToolCall;
import dev.talaria.message.Usage;
import java.time.Duration;
import java.util.List;

/**
 * One reply of the demo model, thought out before its first word is said.
 *
 * @param reasoning in chunks
 * @param text      in chunks
 * @param pause     between two chunks
 * @param problem   how it ends badly after all that; null for the good end
 */
record DemoReply(List<String> reasoning, List<String> text, List<ToolCall> calls, Duration pause, Problem problem,
                 FinishReason finish, Usage usage) {
    DemoReply {
        reasoning = List.copyOf(reasoning);
        text = List.copyOf(text);
        calls = List.copyOf(calls);
    }
}
