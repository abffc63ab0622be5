package dev.talaria.agent;

import dev.talaria.agent.turn.Turn;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.run.Idempotency;
import dev.talaria.run.IdempotencyKey;
import dev.talaria.run.Run;
import dev.talaria.run.RunId;
import dev.talaria.run.Started;
import dev.talaria.run.stored.IdempotencyStore;
import dev.talaria.run.stored.IdempotencyStore.Used;
import dev.talaria.run.stored.RunArchive;
import dev.talaria.scope.RequestScope;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Write;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/** Starts a run once for each idempotency key: for minutes in memory, and where the run is durable for longer in the database. */
final class StartedOnce {
    /** Makes the run; {@code remembered} belongs into the transaction that stores it. */
    @FunctionalInterface
    interface Launch {
        Run launch(RunId id, Write remembered);
    }

    private final Idempotency recent = new Idempotency();
    private final IdempotencyStore used;
    private final RunArchive archive;
    private final Duration kept;
    private final Clock clock;

    StartedOnce(AgentParts parts) {
        this.used = parts.stores().usedKeys();
        this.archive = parts.stores().archive();
        this.kept = parts.admission().keysKept();
        this.clock = parts.executors().clock();
    }

    Started start(RequestScope scope, Turn turn, Launch launch) {
        Optional<IdempotencyKey> key = turn.terms().durable() ? IdempotencyKey.of(scope) : Optional.empty();
        if (key.isEmpty()) {
            return recent.start(scope, turn.fingerprint(), () -> launch.launch(RunId.at(clock.instant()), Write.NOTHING));
        }
        return found(scope, turn, key.get()).orElseGet(() -> startStored(scope, turn, key.get(), launch));
    }

    /** Forgets the keys of these runs that are in memory. */
    void forget(Predicate<Run> runs) {
        recent.forget(runs);
    }

    /** By this server or another one. */
    private Optional<Started> found(RequestScope scope, Turn turn, IdempotencyKey key) {
        return used.find(key, clock.instant()).map(before -> {
            Idempotency.check(before.fingerprint(), turn.fingerprint());
            return new Started(archive.findAnywhere(scope, before.run()), true);
        });
    }

    /** Another server may use the key at the same moment. Which of the two has started the run is known once it is stored. */
    private Started startStored(RequestScope scope, Turn turn, IdempotencyKey key, Launch launch) {
        Started started = recent.start(scope, turn.fingerprint(), () -> {
            Instant now = clock.instant();
            RunId id = RunId.at(now);
            return launch.launch(id, used.remember(key, new Used(turn.fingerprint(), id), now, now.plus(kept)));
        });
        try {
            GroupCommit.await(started.run().accepted().toCompletableFuture());
            return started;
        } catch (ApiException e) {
            if (e.code() != ErrorCode.IDEMPOTENCY_KEY_CONFLICT) {
                throw e;
            }
            return found(scope, turn, key).orElseThrow(() -> e);
        }
    }
}
