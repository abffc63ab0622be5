package dev.talaria.agent;

import dev.talaria.agent.turn.StoredTurn;
import dev.talaria.agent.turn.Turn;
import dev.talaria.agent.turn.TurnState;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.run.Approvals;
import dev.talaria.run.Idempotency;
import dev.talaria.run.IdempotencyKey;
import dev.talaria.run.Run;
import dev.talaria.run.Run.MemoryState;
import dev.talaria.run.RunHead;
import dev.talaria.run.RunId;
import dev.talaria.run.Started;
import dev.talaria.run.admission.Admission;
import dev.talaria.run.admission.Ticket;
import dev.talaria.run.stored.IdempotencyStore;
import dev.talaria.run.stored.IdempotencyStore.Used;
import dev.talaria.run.stored.RunArchive;
import dev.talaria.scope.Preferences.Multitask;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Write;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Starts runs, once for each idempotency key: the key is remembered for minutes in memory, and longer in the database if the run is
 * durable. Every later fault ends the run, so that the caller only follows the run. Safe for many threads.
 */
public final class RunStarter {
    /**
     * @param remembers whether a memory provider is configured
     * @param keysKept  retention of an idempotency key that started a durable run
     */
    public record Settings(boolean remembers, Duration keysKept) {
        public Settings {
            Objects.requireNonNull(keysKept);
        }
    }

    private final TurnRunner runner;
    private final RunArchive archive;
    private final Admission admission;
    private final Agents agents;
    private final IdempotencyStore usedKeys;
    private final Settings settings;
    private final Clock clock;
    private final Idempotency recent = new Idempotency();
    private final Consumer<RequestScope> budgets;

    public RunStarter(TurnRunner runner, RunArchive archive, Admission admission, Agents agents, IdempotencyStore usedKeys,
                      Settings settings, Clock clock) {
        this(runner, archive, admission, agents, usedKeys, settings, scope -> { }, clock);
    }

    /** @param budgets throws what refuses a new turn of the caller; not asked for replays. May block */
    public RunStarter(TurnRunner runner, RunArchive archive, Admission admission, Agents agents, IdempotencyStore usedKeys,
                      Settings settings, Consumer<RequestScope> budgets, Clock clock) {
        this.budgets = Objects.requireNonNull(budgets);
        this.runner = Objects.requireNonNull(runner);
        this.archive = Objects.requireNonNull(archive);
        this.admission = Objects.requireNonNull(admission);
        this.agents = Objects.requireNonNull(agents);
        this.usedKeys = Objects.requireNonNull(usedKeys);
        this.settings = Objects.requireNonNull(settings);
        this.clock = Objects.requireNonNull(clock);
    }

    /**
     * Starts a run, which may be shown once {@link Run#accepted} completes. Blocks for the database only if the turn is durable and has an
     * idempotency key.
     *
     * @throws ApiException {@code idempotency_key_conflict}; {@code rate_limit_exceeded} if too many durable runs wait or the caller's API
     * key has reached its cap; {@code overloaded}; {@code model_not_found} if the caller may not use the model. Every other fault ends the
     * run
     */
    public Started start(RequestScope scope, Turn turn) {
        checkModel(scope, turn);
        Optional<IdempotencyKey> key = turn.terms().durable() ? IdempotencyKey.of(scope) : Optional.empty();
        if (key.isEmpty()) {
            return recent.start(scope, turn.fingerprint(), () -> launch(scope, turn, RunId.at(clock.instant()), Write.NOTHING));
        }
        return stored(scope, turn, key.get()).orElseGet(() -> startStored(scope, turn, key.get()));
    }

    /** Forgets the in-memory idempotency keys of these runs, so that the keys start new ones. */
    public void forgetKeys(Predicate<Run> runs) {
        recent.forget(runs);
    }

    /** @throws ApiException {@code model_not_found} if the caller may not use the model */
    void checkModel(RequestScope scope, Turn turn) {
        agents.check(scope.caller().grants(), turn);
    }

    /** Returns the request with what its API key sees by the agents of the moment. */
    RequestScope seeing(RequestScope scope) {
        return scope.of(scope.agents().passing(agents.passedThrough(scope.caller().grants())));
    }

    /** Returns the run that any server has started with the key. */
    private Optional<Started> stored(RequestScope scope, Turn turn, IdempotencyKey key) {
        return usedKeys.find(key, clock.instant()).map(before -> {
            Idempotency.check(before.fingerprint(), turn.fingerprint());
            return new Started(archive.findAnywhere(scope, before.run()), true);
        });
    }

    /**
     * Starts a durable run under a key. Another server may use the key at the same time; which of the two started the run is known once it
     * is stored.
     */
    private Started startStored(RequestScope scope, Turn turn, IdempotencyKey key) {
        Started started = recent.start(scope, turn.fingerprint(), () -> {
            Instant now = clock.instant();
            RunId id = RunId.at(now);
            return launch(scope, turn, id, usedKeys.remember(key, new Used(turn.fingerprint(), id), now, now.plus(settings.keysKept())));
        });
        try {
            GroupCommit.await(started.run().accepted().toCompletableFuture());
            return started;
        } catch (ApiException e) {
            if (e.code() != ErrorCode.IDEMPOTENCY_KEY_CONFLICT) {
                throw e;
            }
            return stored(scope, turn, key).orElseThrow(() -> e);
        }
    }

    /** @param remembered a write for the transaction that stores the run */
    private Run launch(RequestScope asked, Turn turn, RunId id, Write remembered) {
        budgets.accept(asked);
        boolean off = !settings.remembers() || turn.task() || turn.preferences().memoryOff()
                || !agents.agent(turn.choice().agent()).memory().enabled();
        RequestScope scope = withSession(off ? asked.withoutMemory() : asked, turn, id);
        MemoryState memory = off ? MemoryState.OFF : scope.memory() == null ? MemoryState.NONE : MemoryState.ON;
        RunHead head = new RunHead(id, scope, turn.source(), turn.model(), turn.terms().durability(), clock.instant());
        Ticket ticket = admission.admit(scope.caller(), head.durable());
        Run run;
        try {
            run = archive.open(head, memory);
        } catch (RuntimeException | Error e) {
            ticket.close();
            throw e;
        }
        ticket.assign(run);
        try {
            enterSession(ticket, run, turn, turn.preferences().multitask());
            if (head.durable()) {
                launchStored(run, turn, ticket, remembered);
            } else {
                runner.begin(run, turn, ticket);
            }
        } catch (RuntimeException | Error e) {
            refuse(run, e);
        }
        return run;
    }

    private static RequestScope withSession(RequestScope scope, Turn turn, RunId id) {
        return turn.terms().ownSession() && scope.session().derived()
                ? scope.withSession(SessionRef.named(scope.session().tenant(), scope.session().owner(), id.toString())) : scope;
    }

    private static void enterSession(Ticket ticket, Run run, Turn turn, Multitask multitask) {
        if (!turn.task() && !run.scope().session().derived()) {
            ticket.enterSession(multitask);
        }
    }

    /** The run joins the queue of its session at once, and proceeds when it is stored. */
    private void launchStored(Run run, Turn turn, Ticket ticket, Write remembered) {
        if (ticket.session().isCompletedExceptionally()) {
            ticket.session().whenComplete((given, fault) -> refuse(run, fault));
            return;
        }
        Write more = remembered.and(turn.transcript().hook().begins(run.head()));
        archive.store(run, StoredTurn.write(run.scope(), turn), more).whenComplete((stored, fault) -> {
            if (fault == null) {
                runner.begin(run, turn, ticket);
                run.accept();
            } else {
                refuse(run, fault);
            }
        });
    }

    /** Fails a run that could not be stored. No client knows it yet, so it leaves no trace. */
    private void refuse(Run run, Throwable fault) {
        archive.forget(run);
        run.reject(TurnRunner.cause(fault));
        run.append(TurnRunner.endOf(run, fault));
    }

    /** Starts a run that another process accepted and did not start. */
    void restart(Run run, Turn turn) {
        runner.begin(run, turn, readmit(run, turn, true));
    }

    /**
     * Resumes a turn that waited for an answer in another process.
     *
     * @param choice the answer, if it was given
     * @param asked  whether readers have seen the question
     */
    void restart(Run run, Turn turn, TurnState state, Optional<Approvals.Choice> choice, boolean asked) {
        CompletableFuture<Approvals.Choice> answer = run.approvals().open(state.question().id());
        if (!asked) {
            TurnRunner.show(run, state.question());
        }
        Ticket ticket = readmit(run, turn, false);
        ticket.session().whenComplete((given, fault) -> {
            if (fault != null) {
                answer.cancel(false);
            }
            if (fault == null && choice.isPresent()) {
                runner.resume(run, turn, state, choice.get(), ticket);
            } else if (fault == null) {
                runner.await(run, turn, state, ticket, answer);
            } else if (run.cancellation().isCancelled()) {
                // Its output precedes that of the turn that now holds the session, so it need not wait for that turn.
                runner.stop(run, turn, state, ticket);
            } else {
                runner.fail(run, turn, fault, state.output());
            }
        });
    }

    /** @param queued whether the run has not started */
    private Ticket readmit(Run run, Turn turn, boolean queued) {
        Ticket ticket = admission.readmit(run.scope().caller(), queued);
        ticket.assign(run);
        enterSession(ticket, run, turn, Multitask.ENQUEUE);
        return ticket;
    }
}
