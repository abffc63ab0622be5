package dev.talaria.model.demo;

import dev.talaria.error.Problem;
import dev.talaria.message.FinishReason;
import dev.talaria.message.ToolCall;
import dev.talaria.message.Usage;
import java.time.Duration;
import java.util.List;

/**
 * One complete reply of the demo model, composed before its first chunk is sent.
 *
 * @param reasoning in chunks
 * @param text      in chunks
 * @param pause     between two chunks
 * @param problem   the failure that ends the reply after all chunks; null for success
 */
record DemoReply(List<String> reasoning, List<String> text, List<ToolCall> calls, Duration pause, Problem problem,
                 FinishReason finish, Usage usage) {
    DemoReply {
        reasoning = List.copyOf(reasoning);
        text = List.copyOf(text);
        calls = List.copyOf(calls);
    }
}
