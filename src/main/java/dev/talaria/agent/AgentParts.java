package dev.talaria.agent;

import dev.talaria.memory.BoundedRecall;
import dev.talaria.memory.MemoryProvider;
import dev.talaria.model.ModelProvider;
import dev.talaria.run.Idempotency;
import dev.talaria.run.RunRegistry;
import dev.talaria.run.Slots;
import dev.talaria.session.SessionStore;
import dev.talaria.store.GroupCommit;
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
 * @param turnThreads  one thread a turn, never a queue
 */
public record AgentParts(Agents agents, String systemPrompt, int recallTokens, int maxSteps, Duration turnTimeout, boolean remembers,
                         SessionStore sessions, GroupCommit commits, MemoryProvider memory, BoundedRecall recall,
                         ModelProvider model, List<Tool> tools, RunRegistry runs, Slots slots, Idempotency idempotency,
                         Executor turnThreads, Clock clock) {
    public AgentParts {
        Objects.requireNonNull(systemPrompt);
        tools = List.copyOf(tools);
    }

    TurnLoop loop() {
        Openings openings = new Openings(sessions, memory, recall, systemPrompt, recallTokens);
        TurnRecorder recorder = new TurnRecorder(sessions, memory, commits, clock);
        return new TurnLoop(openings, model, new ToolSteps(tools), recorder, agents, new TurnLoop.Bounds(maxSteps, turnTimeout));
    }
}
