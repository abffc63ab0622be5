package dev.talaria.run.stored;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.error.WireForm;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.Cancellation;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.ModelRuntime;
import dev.talaria.event.RunEnded;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.message.Usage;
import dev.talaria.session.PartsJson;
import dev.talaria.store.Micros;
import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The end of a run as it is stored: its sequence number among the run's events, its time in microseconds since 1970, the output as
 * {@link PartsJson} writes it, and the tokens used.
 */
@JsonbTypeInfo(key = "e", value = {
    @JsonbSubtype(alias = "completed", type = StoredEnd.Completed.class), @JsonbSubtype(alias = "failed", type = StoredEnd.Failed.class),
    @JsonbSubtype(alias = "cancelled", type = StoredEnd.Cancelled.class)})
public sealed interface StoredEnd {
    /** Returns the event; members that another release did not write have defaults. */
    RunEnded event();

    /** Returns the stored form of an end. */
    static StoredEnd of(Numbered numbered, RunEnded end) {
        long n = numbered.sequence();
        long at = Micros.of(numbered.at());
        String parts = PartsJson.write(end.output().parts());
        List<Long> usage = end.usage().counts();
        if (end instanceof RunEnded.RunCompleted completed) {
            String calls = completed.clientToolCalls().isEmpty() ? null : PartsJson.write(completed.clientToolCalls());
            return new Completed(n, at, parts, usage, calls, completed.finish(), completed.logprobs(), end.runtime());
        } else if (end instanceof RunEnded.RunFailed failed) {
            Problem problem = failed.problem();
            Long retry = problem.retryAfter() == null ? null : problem.retryAfter().toNanos();
            WireForm form = problem.form();
            return new Failed(n, at, parts, usage, problem.code().name(), problem.message(), problem.param(), retry, form.status(),
                    form.code(), form.retryIsUseless(), end.runtime());
        }
        return new Cancelled(n, at, parts, usage, ((RunEnded.RunCancelled) end).reason(), end.runtime());
    }

    /** The members that every event has, one of an unknown kind too; only an end has the last two. */
    record Common(long n, long at, String parts, List<Long> usage) {
        /** Returns an end of an unknown kind as a failure with the output; what is no end is shown to no reader. */
        AgentEvent unknown() {
            return parts == null ? new AgentEvent.RunStarted() : new RunEnded.RunFailed(Problem.of(ErrorCode.WRITTEN_BY_NEWER_RELEASE,
                    "The run ended in a way that only a newer release of this server knows"), output(parts), Usage.of(usage));
        }
    }

    private static Message output(String parts) {
        return new Message(Role.ASSISTANT, parts == null ? List.of() : PartsJson.read(parts), null);
    }

    /** @param calls as {@link PartsJson} writes them; null for none */
    record Completed(long n, long at, String parts, List<Long> usage, String calls, FinishReason finish, String logprobs,
                     ModelRuntime runtime) implements StoredEnd {
        @Override
        public RunEnded event() {
            return new RunEnded.RunCompleted(output(parts), PartsJson.calls(calls), Objects.requireNonNullElse(finish, FinishReason.STOP),
                    logprobs, Usage.of(usage), runtime);
        }
    }

    /** The public message is stored with the code: a release that does not know the code shows the message all the same. */
    record Failed(long n, long at, String parts, List<Long> usage, String code, String message, String param, Long retryNanos,
                  Integer status, String wireCode, Boolean noRetry, ModelRuntime runtime) implements StoredEnd {
        @Override
        public RunEnded event() {
            ErrorCode known = Arrays.stream(ErrorCode.values()).filter(value -> value.name().equals(code)).findFirst()
                    .orElse(ErrorCode.INTERNAL_ERROR);
            WireForm usual = WireForm.of(known);
            String name = Objects.requireNonNullElse(code, known.name()).toLowerCase(Locale.ROOT);
            WireForm form = new WireForm(Objects.requireNonNullElse(status, usual.status()), Objects.requireNonNullElse(wireCode, name),
                    Objects.requireNonNullElse(noRetry, usual.retryIsUseless()));
            Problem problem = new Problem(known, Objects.requireNonNullElse(message, "The run failed"), param,
                    retryNanos == null || retryNanos < 0 ? null : Duration.ofNanos(retryNanos), form);
            return new RunEnded.RunFailed(problem, output(parts), Usage.of(usage), runtime);
        }
    }

    record Cancelled(long n, long at, String parts, List<Long> usage, Cancellation.Reason reason, ModelRuntime runtime)
            implements StoredEnd {
        @Override
        public RunEnded event() {
            return new RunEnded.RunCancelled(Objects.requireNonNullElse(reason, Cancellation.Reason.STOPPED), output(parts),
                    Usage.of(usage), runtime);
        }
    }
}
