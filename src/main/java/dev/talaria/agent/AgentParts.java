package dev.talaria.agent;

import dev.talaria.memory.BoundedRecall;
import dev.talaria.memory.MemoryProvider;
import dev.talaria.model.ModelProvider;
import dev.talaria.run.Idempotency;
import dev.talaria.run.Slots;
import dev.talaria.run.stored.IdempotencyStore;
import dev.talaria.run.stored.RunArchive;
import dev.talaria.session.SessionStore;
import dev.talaria.tool.Tool;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * What an agent is made of.
 *
 * @param systemPrompt what the model is told before everything else
 * @param recallTokens how much memory it is given, in tokens of about four characters
 * @param maxSteps     model calls a turn at the most
 * @param turnTimeout  a whole turn
 * @param remembers    whether anything is remembered beyond a session
 * @param queueing     the bounds of durable runs, and for how long their idempotency keys count
 * @param turnThreads  one thread a turn, never a queue
 */
public record AgentParts(Agents agents, String systemPrompt, int recallTokens, int maxSteps, Duration turnTimeout, boolean remembers,
                         SessionStore sessions, RunArchive archive, MemoryProvider memory, BoundedRecall recall,
                         ModelProvider model, List<Tool> tools, Slots slots, Queueing queueing, Idempotency idempotency,
                         IdempotencyStore usedKeys, Executor turnThreads, Clock clock) {
    public AgentParts {
        Objects.requireNonNull(systemPrompt);
        tools = List.copyOf(tools);
    }

    /**
     * @param most     how many durable runs may wait for their session or a slot
     * @param longest  how long one waits for a slot
     * @param keysKept how long an idempotency key counts that started one
     */
    public record Queueing(int most, Duration longest, Duration keysKept) {
    }

    TurnLoop loop() {
        Openings openings = new Openings(sessions, recall, systemPrompt, recallTokens);
        TurnRecorder recorder = new TurnRecorder(sessions, memory, archive, clock);
        return new TurnLoop(openings, model, new ToolSteps(tools), recorder, agents, new TurnLoop.Bounds(maxSteps, turnTimeout));
    }
}
