package dev.talaria.agent;

import dev.talaria.agent.catalog.ModelPlan;
import dev.talaria.agent.context.ContextCompaction;
import dev.talaria.agent.turn.FenceFilter;
import dev.talaria.agent.turn.Question;
import dev.talaria.agent.turn.Turn;
import dev.talaria.agent.turn.TurnOutput;
import dev.talaria.agent.turn.TurnState;
import dev.talaria.event.Cancellation;
import dev.talaria.message.Message;
import dev.talaria.message.ToolCall;
import dev.talaria.run.Approvals;
import dev.talaria.resilience.CircuitBreaker;
import dev.talaria.run.Run;
import dev.talaria.tool.ToolContext;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The working state of a turn while a thread executes it. Confined to that thread. */
final class TurnExecution {
    final Run run;
    final Turn turn;
    final Set<String> clientTools;
    final ToolSteps tools;
    final OfferedTools offered;
    final List<Message> prompt;
    final Deque<ToolCall> pending;
    final long deadline;
    final ModelPlan plan;
    final JsonObject parameters;
    /** What has served the last step; null before the first. */
    ModelPlan.Hop serving;
    List<ToolCall> forClient;
    int step;
    /** The index of the message that the turn answers. */
    int input;
    /** The question that waits for an answer; null if there is none. */
    Question question;
    /** The answer to the state's question; null if there was no question, or once it has been applied. */
    Answer answer;
    private final TurnState from;

    /** @param choice null if the run was stopped first */
    record Answer(Approvals.Choice choice) {
    }

    /**
     * @param plan  which models answer
     * @param tools the server's
     * @param answer to the state's question; null if it asks none
     */
    TurnExecution(Run run, Turn turn, ModelPlan plan, TurnState from, ToolSteps tools, Answer answer) {
        this.run = run;
        this.turn = turn;
        this.plan = plan;
        this.parameters = plan.parameters(turn.parameters());
        this.from = from;
        this.clientTools = turn.clientTools().isEmpty() ? Set.of()
                : turn.clientTools().stream().map(TurnExecution::nameOf).collect(Collectors.toUnmodifiableSet());
        this.offered = OfferedTools.of(turn.task(), parameters, tools, clientTools);
        this.tools = offered.tools();
        this.prompt = new ArrayList<>(from.prepared().prompt());
        this.input = Message.lastUser(prompt);
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

    /** Returns a filter that removes echoed memory from one reply. */
    FenceFilter filter() {
        return from.prepared().filter();
    }

    /** Returns the next call's prompt, with what is needed to make it smaller. */
    ContextCompaction.Prompt prompt(ModelPlan.Hop hop) {
        List<JsonObject> tools = new ArrayList<>(turn.clientTools());
        tools.addAll(offered.step(step).server());
        return new ContextCompaction.Prompt(model(hop), summarizers(), prompt, input, tools, parameters,
                turn.transcript().compactAt(), from.prepared().place(), from.prepared().stored(), deadline);
    }

    private static ContextCompaction.Model model(ModelPlan.Hop hop) {
        return new ContextCompaction.Model(hop.upstream().provider(), hop.model());
    }

    /** Returns the models for tasks whose circuit breakers are not open; all of them if every breaker is open. */
    private List<ContextCompaction.Model> summarizers() {
        List<ModelPlan.Hop> available = plan.tasks().stream()
                .filter(task -> task.upstream().state() != CircuitBreaker.State.OPEN).toList();
        return (available.isEmpty() ? plan.tasks() : available).stream().map(TurnExecution::model).toList();
    }

    /** Continues with a smaller prompt. */
    void take(ContextCompaction.Compacted compacted) {
        run.append(compacted.event());
        input = compacted.input();
        prompt.clear();
        prompt.addAll(compacted.messages());
    }

    /** Adds a message to both the prompt and the transcript. */
    void add(Message message) {
        prompt.add(message);
        output().add(message);
    }

    /** Returns the question that the turn was suspended for; null if there was none. */
    Question asked() {
        return from.question();
    }

    /** Returns the approval that the answer to the state's question gives, if it allows the call. */
    ToolContext.Approval approval() {
        return from.question() == null ? ToolContext.Approval.NONE : ToolContext.Approval.of(from.question().description());
    }

    /** Returns the context in which a tool tells what a call would do, before anybody approves it. */
    ToolContext context() {
        return context(run.cancellation(), ToolContext.ProgressReader.NONE);
    }

    /** @param cancellation the call's */
    ToolContext context(Cancellation cancellation, ToolContext.ProgressReader progress) {
        return new ToolContext(run.scope(), prompt, cancellation, from.prepared().epoch(), from.prepared().asked(prompt),
                ToolContext.Approval.NONE, progress);
    }

    /** Returns whether calls of one step may run side by side. */
    boolean callsInParallel() {
        return parameters.get("parallel_tool_calls") != JsonValue.FALSE;
    }

    boolean isClients(ToolCall call) {
        return clientTools.contains(call.name());
    }

    /** Returns the turn's state for suspending it. */
    TurnState state() {
        return new TurnState(from.prepared().withPrompt(prompt), output(), step, List.copyOf(pending), forClient, question,
                Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }
}
