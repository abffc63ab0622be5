package dev.talaria.agent;

import dev.talaria.agent.turn.FenceFilter;
import dev.talaria.agent.turn.Question;
import dev.talaria.agent.turn.Turn;
import dev.talaria.agent.turn.TurnOutput;
import dev.talaria.agent.turn.TurnState;
import dev.talaria.message.Message;
import dev.talaria.message.ToolCall;
import dev.talaria.run.Approvals;
import dev.talaria.run.Run;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A turn while a thread carries it on: its state, taken apart to be worked on. Confined to that thread. */
final class TurnExecution {
    final Run run;
    final Turn turn;
    final Set<String> clientTools;
    final ToolSteps tools;
    final List<JsonObject> serverTools;
    final List<Message> prompt;
    final Deque<ToolCall> pending;
    final long deadline;
    List<ToolCall> forClient;
    int step;
    /** What waits for an answer. */
    Question question;
    /** The answer to the question that waited; null where it was not asked, or has been heeded. */
    Answer answer;
    private final TurnState from;

    /** @param choice null where the run was stopped first */
    record Answer(Approvals.Choice choice) {
    }

    /**
     * @param tools the server's
     * @param answer to the state's question; null where it asks none
     */
    TurnExecution(Run run, Turn turn, TurnState from, ToolSteps tools, Answer answer) {
        this.run = run;
        this.turn = turn;
        this.from = from;
        this.clientTools = turn.clientTools().isEmpty() ? Set.of()
                : turn.clientTools().stream().map(TurnExecution::nameOf).collect(Collectors.toUnmodifiableSet());
        this.tools = turn.task() || turn.forcesToolChoice() ? ToolSteps.NONE : tools;
        this.serverTools = this.tools.definitions(clientTools);
        this.prompt = new ArrayList<>(from.prepared().prompt());
        this.pending = new ArrayDeque<>(from.pending());
        this.forClient = from.forClient();
        this.step = from.step();
        this.deadline = System.nanoTime() + from.left().toNanos();
        this.answer = answer;
    }

    private static String nameOf(JsonObject tool) {
        return tool.getJsonObject("function").getString("name");
    }

    TurnOutput output() {
        return from.output();
    }

    /** Takes echoed memory out of one reply. */
    FenceFilter filter() {
        return from.prepared().filter();
    }

    /** Takes in what goes to the model and into the transcript alike. */
    void add(Message message) {
        prompt.add(message);
        output().add(message);
    }

    boolean isClients(ToolCall call) {
        return clientTools.contains(call.name());
    }

    /** Where the turn stands now. */
    TurnState state() {
        return new TurnState(from.prepared().withPrompt(prompt), output(), step, List.copyOf(pending), forClient, question,
                Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }
}
