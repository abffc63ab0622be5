package dev.talaria.event;

import dev.talaria.json.Nanos;
import dev.talaria.json.QuotedObject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in a run. Deltas carry what is new, {@link RunEnded} carries the whole output. Plain values only. The names in
 * the annotations are those of stored events.
 */
@JsonbTypeInfo(key = "e", value = {
    @JsonbSubtype(alias = "queued", type = AgentEvent.RunQueued.class),
    @JsonbSubtype(alias = "started", type = AgentEvent.RunStarted.class),
    @JsonbSubtype(alias = "recalled", type = AgentEvent.MemoryRecalled.class),
    @JsonbSubtype(alias = "compacted", type = AgentEvent.ContextCompacted.class),
    @JsonbSubtype(alias = "model", type = AgentEvent.ModelCalled.class), @JsonbSubtype(alias = "text", type = AgentEvent.TextDelta.class),
    @JsonbSubtype(alias = "reasoning", type = AgentEvent.ReasoningDelta.class),
    @JsonbSubtype(alias = "refusal", type = AgentEvent.RefusalDelta.class),
    @JsonbSubtype(alias = "extension", type = AgentEvent.ExtensionDelta.class),
    @JsonbSubtype(alias = "call", type = AgentEvent.ToolCallDelta.class),
    @JsonbSubtype(alias = "tool_started", type = AgentEvent.ToolStarted.class),
    @JsonbSubtype(alias = "tool_progressed", type = AgentEvent.ToolProgressed.class),
    @JsonbSubtype(alias = "tool_completed", type = AgentEvent.ToolCompleted.class),
    @JsonbSubtype(alias = "approval_requested", type = AgentEvent.ApprovalRequested.class),
    @JsonbSubtype(alias = "approval_resolved", type = AgentEvent.ApprovalResolved.class),
    @JsonbSubtype(alias = "steered", type = AgentEvent.Steered.class)})
public sealed interface AgentEvent permits AgentEvent.RunQueued, AgentEvent.RunStarted, AgentEvent.MemoryRecalled,
        AgentEvent.ContextCompacted, AgentEvent.ModelCalled, AgentEvent.TextDelta, AgentEvent.ReasoningDelta, AgentEvent.RefusalDelta,
        AgentEvent.ExtensionDelta, AgentEvent.ToolCallDelta, AgentEvent.ToolStarted, AgentEvent.ToolProgressed,
        AgentEvent.ToolCompleted, AgentEvent.ApprovalRequested, AgentEvent.ApprovalResolved, AgentEvent.Steered, RunEnded {

    <R> R accept(Visitor<R> visitor);

    /** Returns whether it shows that the model or a tool has started: from here on a stream is committed. */
    default boolean commits() {
        return false;
    }

    record RunQueued() implements AgentEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.queued(this);
        }
    }

    record RunStarted() implements AgentEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.started(this);
        }
    }

    /**
     * Recall has ended.
     *
     * @param items    the memories that the model was given, best first
     * @param degraded whether memory missed its deadline; the turn continues without it
     */
    record MemoryRecalled(List<Remembrance> items, boolean degraded, @JsonbProperty("nanos") @JsonbTypeAdapter(Nanos.class) Duration took)
            implements AgentEvent {
        public MemoryRecalled {
            items = items == null ? List.of() : List.copyOf(items);
            took = Objects.requireNonNullElse(took, Duration.ZERO);
        }

        /**
         * A recalled memory.
         *
         * @param score comparable within one recall only
         * @param signs why it was found, in a word each
         */
        public record Remembrance(String id, double score, List<String> signs) {
            public Remembrance {
                id = Objects.requireNonNullElse(id, "");
                signs = signs == null ? List.of() : List.copyOf(signs);
            }
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.recalled(this);
        }
    }

    /**
     * The older messages of a prompt that was too long for the model were replaced by a summary, or left out.
     *
     * @param beforeTokens the size of the prompt before, estimated
     * @param afterTokens  and after it
     * @param summarised   how many messages were replaced
     */
    record ContextCompacted(@JsonbProperty("before") int beforeTokens, @JsonbProperty("after") int afterTokens, int summarised)
            implements AgentEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.compacted(this);
        }
    }

    /**
     * A model call starts. If another model was called before and no output of it has followed, that one was unavailable.
     *
     * @param runtime null if another release did not write it
     */
    record ModelCalled(String model, ModelRuntime runtime) implements AgentEvent {
        @JsonbCreator
        public ModelCalled {
            runtime = runtime == null ? new ModelRuntime("", model, model, null, false, false) : runtime;
        }

        public ModelCalled(ModelRuntime runtime) {
            this(runtime.model(), runtime);
        }

        /** A call of which nothing else is known. */
        public ModelCalled(String model) {
            this(model, null);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.modelCalled(this);
        }
    }

    /** @param logprobs the model's own JSON for these tokens; null if it sent none */
    record TextDelta(String text, String logprobs) implements AgentEvent {
        public TextDelta {
            text = Objects.requireNonNullElse(text, "");
        }

        @Override
        public boolean commits() {
            return true;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.text(this);
        }
    }

    record ReasoningDelta(String text) implements AgentEvent {
        @Override
        public boolean commits() {
            return true;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.reasoning(this);
        }
    }

    record RefusalDelta(String text) implements AgentEvent {
        @Override
        public boolean commits() {
            return true;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.refusal(this);
        }
    }

    /**
     * Opaque members of the message, which a client must send back with it.
     *
     * @param members as the model wrote them, a delta to be merged by {@link dev.talaria.json.Deltas}
     */
    record ExtensionDelta(@JsonbTypeAdapter(QuotedObject.class) JsonObject members) implements AgentEvent {
        public ExtensionDelta {
            members = Objects.requireNonNullElse(members, JsonValue.EMPTY_JSON_OBJECT);
        }

        @Override
        public boolean commits() {
            return true;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.extension(this);
        }
    }

    /**
     * A piece of a client tool's call.
     *
     * @param index      the call's index among the client tool calls of this reply, from 0
     * @param id         set in the first piece of a call, null afterwards
     * @param name       like id
     * @param arguments  the new part of the arguments' JSON text, may be empty
     * @param extensions opaque members of this piece, as {@link dev.talaria.message.ToolCall#extensions()}; empty for none
     */
    record ToolCallDelta(int index, String id, String name, String arguments, @JsonbTypeAdapter(QuotedObject.class) JsonObject extensions)
            implements AgentEvent {
        @JsonbCreator
        public ToolCallDelta {
            extensions = Objects.requireNonNullElse(extensions, JsonValue.EMPTY_JSON_OBJECT);
        }

        /** A piece without opaque members. */
        public ToolCallDelta(int index, String id, String name, String arguments) {
            this(index, id, name, arguments, JsonValue.EMPTY_JSON_OBJECT);
        }

        @Override
        public boolean commits() {
            return true;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.toolCall(this);
        }
    }

    /** A server tool starts. */
    record ToolStarted(@JsonbProperty("id") String callId, @JsonbProperty("name") String tool, String arguments) implements AgentEvent {
        @Override
        public boolean commits() {
            return true;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.toolStarted(this);
        }
    }

    /**
     * A server tool says how far it is. Not every report becomes an event.
     *
     * @param done    grows with the call, in any unit
     * @param total   in the same unit; 0 if unknown
     * @param message for people, short; null for none
     */
    record ToolProgressed(@JsonbProperty("id") String callId, @JsonbProperty("name") String tool, double done, double total,
                          @Nullable String message) implements AgentEvent {
        @Override
        public boolean commits() {
            return true;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.toolProgressed(this);
        }
    }

    record ToolCompleted(@JsonbProperty("id") String callId, @JsonbProperty("name") String tool, String result, boolean failed,
                         @JsonbProperty("nanos") @JsonbTypeAdapter(Nanos.class) Duration took) implements AgentEvent {
        public ToolCompleted {
            took = Objects.requireNonNullElse(took, Duration.ZERO);
        }

        @Override
        public boolean commits() {
            return true;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.toolCompleted(this);
        }
    }

    /**
     * A server tool waits for a person's approval.
     *
     * @param description what the call would do, for the person who decides
     * @param choices     the possible answers
     */
    record ApprovalRequested(@JsonbProperty("approval") String approvalId, @JsonbProperty("id") String callId,
                             @JsonbProperty("name") String tool, String description, List<String> choices) implements AgentEvent {
        private static final List<String> ALL = List.of("once", "session", "always", "deny");

        public ApprovalRequested {
            choices = choices == null ? ALL : List.copyOf(choices);
        }

        @Override
        public boolean commits() {
            return true;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.approvalRequested(this);
        }
    }

    /** @param choice {@code once}, {@code session}, {@code always} or {@code deny} */
    record ApprovalResolved(@JsonbProperty("approval") String approvalId, String choice) implements AgentEvent {
        @Override
        public boolean commits() {
            return true;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.approvalResolved(this);
        }
    }

    /** A message was sent to the running turn; the model sees it from here on. */
    record Steered(String text) implements AgentEvent {
        @Override
        public boolean commits() {
            return true;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.steered(this);
        }
    }

    /** Has a method for every event: a new event does not compile until all renderers handle it. */
    interface Visitor<R> {
        R queued(RunQueued event);

        R started(RunStarted event);

        R recalled(MemoryRecalled event);

        R compacted(ContextCompacted event);

        R modelCalled(ModelCalled event);

        R text(TextDelta event);

        R reasoning(ReasoningDelta event);

        R refusal(RefusalDelta event);

        R extension(ExtensionDelta event);

        R toolCall(ToolCallDelta event);

        R toolStarted(ToolStarted event);

        R toolProgressed(ToolProgressed event);

        R toolCompleted(ToolCompleted event);

        R approvalRequested(ApprovalRequested event);

        R approvalResolved(ApprovalResolved event);

        R steered(Steered event);

        R completed(RunEnded.RunCompleted event);

        R failed(RunEnded.RunFailed event);

        R cancelled(RunEnded.RunCancelled event);
    }
}
