package dev.talaria.agent;

import dev.talaria.heap.HeapBudget;
import dev.talaria.heap.StreamLimit;
import dev.talaria.memory.BoundedRecall;
import dev.talaria.memory.MemoryProvider;
import dev.talaria.model.ModelProvider;
import dev.talaria.run.Slots;
import dev.talaria.run.stored.IdempotencyStore;
import dev.talaria.run.stored.RunArchive;
import dev.talaria.session.SessionStore;
import dev.talaria.store.DatabaseCondition;
import dev.talaria.tool.Tool;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/** What an agent is made of. */
public record AgentParts(Agents agents, Manner manner, Mind mind, Stores stores, Queueing queueing, Time time) {
    public AgentParts {
        Objects.requireNonNull(agents);
        Objects.requireNonNull(manner);
        Objects.requireNonNull(mind);
        Objects.requireNonNull(stores);
        Objects.requireNonNull(queueing);
        Objects.requireNonNull(time);
    }

    /**
     * How it goes about a turn.
     *
     * @param systemPrompt what the model is told before everything else
     * @param recallTokens how much memory it is given, in tokens of about four characters
     * @param maxSteps     model calls a turn at the most
     * @param maxToolCalls of one step
     * @param turnTimeout  a whole turn, without the time it waits for an approval
     * @param remembers    whether anything is remembered beyond a session
     */
    public record Manner(String systemPrompt, int recallTokens, int maxSteps, int maxToolCalls, Duration turnTimeout,
                         boolean remembers) {
        public Manner {
            Objects.requireNonNull(systemPrompt);
        }
    }

    /** What thinks, what is remembered, and what can be done. */
    public record Mind(ModelProvider model, MemoryProvider memory, BoundedRecall recall, List<Tool> tools) {
        public Mind {
            tools = List.copyOf(tools);
        }
    }

    /**
     * Where its turns and runs are kept.
     *
     * @param condition of the database that all of it lies in
     */
    public record Stores(SessionStore sessions, RunArchive archive, IdempotencyStore usedKeys, DatabaseCondition condition) {
    }

    /**
     * How runs wait.
     *
     * @param streams   how many runs may be live at once
     * @param heap      what models' answers and sessions' histories may take of it until their runs have ended
     * @param most      how many durable runs may wait for their session or a slot
     * @param longest   how long one waits for a slot
     * @param approvals how long one waits for somebody's answer
     * @param keysKept  how long an idempotency key counts that started a durable run
     */
    public record Queueing(Slots slots, StreamLimit streams, HeapBudget heap, int most, Duration longest,
                           Duration approvals, Duration keysKept) {
    }

    /** @param turnThreads one thread a turn, never a queue */
    public record Time(Executor turnThreads, ScheduledExecutorService timer, Clock clock) {
    }

    TurnLoop loop() {
        Openings openings = new Openings(stores.sessions(), mind.memory(), mind.recall(),
                manner.systemPrompt(), manner.recallTokens(), new OutagePatience(stores.condition()), queueing.heap());
        TurnRecorder recorder = new TurnRecorder(stores.sessions(), mind.memory(), stores.archive(), time.clock());
        return new TurnLoop(openings, mind.model(), new ToolSteps(mind.tools()), new Consent(time.clock(), queueing.approvals()), recorder,
                agents, new TimeLimiter(time.turnThreads()),
                new TurnLoop.Bounds(manner.maxSteps(), manner.maxToolCalls(), manner.turnTimeout(), queueing.heap()));
    }
}
