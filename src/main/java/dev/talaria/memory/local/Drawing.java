package dev.talaria.memory.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.talaria.config.FactsConfig;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.memory.CompletionModel;
import dev.talaria.memory.outbox.Deliverer;
import dev.talaria.memory.outbox.Outcome;
import dev.talaria.memory.outbox.QueuedDelivery;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.GroupCommit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Carries out the tasks of drawing, an attempt each, within the scope's budget. Safe for many threads. */
final class Drawing implements Deliverer {
    /** How many answers to a task may be of no use before it is given up; failures of other kinds never end it. */
    private static final int MAX_UNUSABLE = 4;
    private static final int MAX_COUNTED = 1_000;
    private static final String UNKNOWN = "This release does not know this kind of task. Retry it on a server of the release that wrote "
            + "it, or delete it";
    static final String UNUSABLE = "The model's answer is not in the form that was asked for";

    private final CompletionModel model;
    private final GroupCommit commits;
    private final FactsConfig.Background config;
    private final Clock clock;
    private final DrawingRecord record;
    private final FactDrawing facts;
    private final SummaryDrawing summaries;
    /** How many answers to a task were of no use, by its number. */
    private final Cache<Long, Integer> unusable = Caffeine.newBuilder().executor(Runnable::run).maximumSize(MAX_COUNTED).build();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** One attempt of a task. */
    interface Attempt {
        /** Returns the prompt; empty if nothing is to be done any more. */
        Optional<Prompt> prompt();

        /** Stores what an answer says; returns false if it cannot be used. */
        Result store(String answer);

        /** Gives the task up: nothing is drawn, and it is not tried again. */
        void abandon();
    }

    /** What a model is asked. */
    record Prompt(String system, String text) {
    }

    /** What became of an answer. */
    sealed interface Result {
        /** @param dropped facts that their sources do not say */
        record Used(int items, int dropped) implements Result {
        }

        /** The answer is not in the form that was asked for. */
        record Unusable() implements Result {
        }

        /** What was read has changed meanwhile; the task is tried again. */
        record Outdated() implements Result {
        }
    }

    Drawing(CompletionModel model, GroupCommit commits, FactsConfig.Background config, Clock clock, DrawingRecord record,
            FactDrawing facts, SummaryDrawing summaries) {
        this.model = model;
        this.commits = commits;
        this.config = config;
        this.clock = clock;
        this.record = record;
        this.facts = facts;
        this.summaries = summaries;
    }

    @Override
    public Outcome deliver(QueuedDelivery delivery) {
        Optional<DrawingTask> task;
        try {
            task = DrawingTask.of(delivery.payload());
        } catch (ApiException newer) {
            return new Outcome.Refused(newer.getMessage());
        }
        if (task.isEmpty()) {
            return new Outcome.Refused(UNKNOWN);
        }
        MemoryScope scope = delivery.scope();
        Attempt attempt = task.get() instanceof DrawingTask.Summary summary ? summaries.attempt(scope, summary.session())
                : facts.attempt(scope, delivery.attempts());
        Optional<Prompt> prompt = attempt.prompt();
        if (prompt.isEmpty()) {
            return new Outcome.Delivered();
        }
        if (closed.get()) {
            return new Outcome.Postponed(Duration.ofSeconds(1), "The server is stopping");
        }
        if (!mayAsk(scope)) {
            return new Outcome.Postponed(untilTomorrow(), "The day's budget of this memory is spent");
        }
        return ask(delivery, prompt.get(), attempt);
    }

    private Outcome ask(QueuedDelivery delivery, Prompt prompt, Attempt attempt) {
        CompletionModel.Completion answer;
        try {
            answer = model.complete(prompt.system(), prompt.text());
        } catch (ApiException e) {
            return failed(delivery, e, attempt);
        }
        commits.commit(handle -> UndrawnStore.spend(handle, delivery.scope(), today(), 0, answer.tokens()));
        Result result = attempt.store(answer.text());
        if (result instanceof Result.Used used) {
            record.succeeded(used.items(), used.dropped());
            return new Outcome.Delivered();
        }
        if (result instanceof Result.Outdated) {
            return new Outcome.Postponed(Duration.ofSeconds(1), "The memory has changed meanwhile");
        }
        record.failed(UNUSABLE);
        return again(delivery, UNUSABLE, attempt);
    }

    private Outcome again(QueuedDelivery delivery, String why, Attempt attempt) {
        int count = unusable.asMap().merge(delivery.sequence(), 1, Integer::sum);
        if (count < MAX_UNUSABLE) {
            return new Outcome.Later(Duration.ZERO, why, false);
        }
        unusable.invalidate(delivery.sequence());
        attempt.abandon();
        record.abandoned();
        return new Outcome.Delivered();
    }

    private Outcome failed(QueuedDelivery delivery, ApiException e, Attempt attempt) {
        if (closed.get()) {
            return new Outcome.Postponed(Duration.ofSeconds(1), "The server is stopping");
        }
        String why = e.getMessage();
        record.failed(why);
        ErrorCode code = e.code();
        Duration pause = Optional.ofNullable(e.problem().retryAfter()).orElse(Duration.ZERO);
        return switch (code) {
            case UPSTREAM_AUTH, UPSTREAM_MODEL_NOT_FOUND -> new Outcome.Halted(why);
            case UPSTREAM_REFUSED, CONTEXT_LENGTH_EXCEEDED -> again(delivery, why, attempt);
            default -> new Outcome.Later(pause, why, false);
        };
    }

    private long today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toEpochDay();
    }

    private Duration untilTomorrow() {
        Instant now = clock.instant();
        return Duration.between(now, LocalDate.ofInstant(now, ZoneOffset.UTC).plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC));
    }

    private boolean mayAsk(MemoryScope scope) {
        AtomicBoolean may = new AtomicBoolean();
        commits.commit(handle -> may.set(UndrawnStore.spendCall(handle, scope, today(), config.budget())));
        return may.get();
    }

    /** Ends the running calls; those that follow are postponed. */
    void close() {
        closed.set(true);
        model.close();
    }
}
