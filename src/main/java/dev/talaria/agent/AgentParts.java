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
public record AgentParts(Agents agents, Settings settings, Services services, Stores stores, Admission admission, Executors executors) {
    public AgentParts {
        Objects.requireNonNull(agents);
        Objects.requireNonNull(settings);
        Objects.requireNonNull(services);
        Objects.requireNonNull(stores);
        Objects.requireNonNull(admission);
        Objects.requireNonNull(executors);
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
    public record Settings(String systemPrompt, int recallTokens, int maxSteps, int maxToolCalls, Duration turnTimeout,
                         boolean remembers) {
        public Settings {
            Objects.requireNonNull(systemPrompt);
        }
    }

    /** What thinks, what is remembered, and what can be done. */
    public record Services(ModelProvider model, MemoryProvider memory, BoundedRecall recall, List<Tool> tools) {
        public Services {
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
    public record Admission(Slots slots, StreamLimit streams, HeapBudget heap, int most, Duration longest,
                           Duration approvals, Duration keysKept) {
    }

    /** @param turnThreads one thread a turn, never a queue */
    public record Executors(Executor turnThreads, ScheduledExecutorService timer, Clock clock) {
    }

    TurnLoop loop() {
        TurnPreparer preparer = new TurnPreparer(stores.sessions(), services.memory(), services.recall(),
                settings.systemPrompt(), settings.recallTokens(), new OutagePatience(stores.condition()), admission.heap());
        TurnRecorder recorder = new TurnRecorder(stores.sessions(), services.memory(), stores.archive(), executors.clock());
        return new TurnLoop(preparer, services.model(), new ToolSteps(services.tools()),
                new Consent(executors.clock(), admission.approvals()), recorder,
                agents, new TimeLimiter(executors.turnThreads()),
                new TurnLoop.Bounds(settings.maxSteps(), settings.maxToolCalls(), settings.turnTimeout(), admission.heap()));
    }
}
