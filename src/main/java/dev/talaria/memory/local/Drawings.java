package dev.talaria.memory.local;

import dev.talaria.config.FactsConfig;
import dev.talaria.memory.MemoryTurn;
import dev.talaria.memory.local.semantic.SemanticSearch;
import dev.talaria.memory.local.text.Languages;
import dev.talaria.memory.outbox.Outbox;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.Handle;

/**
 * Facts and summaries in the background: notes within a turn's transaction that it waits for them, and lets the outbox carry out the work,
 * one task of a scope at a time on all servers together. Safe for many threads.
 */
final class Drawings implements AutoCloseable {
    /** The outbox's name for the model. */
    static final String NAME = "facts";
    private static final System.Logger LOG = System.getLogger(Drawings.class.getName());
    private static final int MAX_IDLE = 100;

    private final DrawingParts parts;
    private final FactsConfig.Background config;
    private final GroupCommit commits;
    private final Clock clock;
    private final UndrawnStore undrawn;
    private final DrawingRecord record;
    private final Drawing drawing;
    private final Outbox outbox;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Optional<ScheduledFuture<?>> look;

    Drawings(DrawingParts parts, SemanticSearch semantic, Languages languages) {
        this.parts = parts;
        this.config = parts.config();
        this.commits = parts.outbox().commits();
        this.clock = parts.outbox().clock();
        Database database = parts.outbox().database();
        this.undrawn = new UndrawnStore(database);
        this.record = new DrawingRecord(clock);
        FactDrawing facts = new FactDrawing(database, commits, semantic, languages, config, clock,
                scope -> handle -> addFacts(handle, scope));
        SummaryDrawing summaries = new SummaryDrawing(database, commits, semantic, languages, config, clock);
        this.drawing = new Drawing(parts.model(), commits, config, clock, record, facts, summaries);
        this.outbox = Outbox.start(NAME, drawing, parts.outbox(), parts.bounds());
        this.look = config.idle().isZero() ? Optional.empty() : Optional.of(everySoOften());
    }

    private ScheduledFuture<?> everySoOften() {
        long nanos = parts.bounds().look().toNanos();
        return parts.outbox().timer().scheduleWithFixedDelay(this::beginToLook, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * Notes within a turn's transaction that no facts are drawn from it yet.
     *
     * @param first the turn's first row
     * @param last  the turn's last row
     */
    void said(Handle handle, MemoryTurn turn, long first, long last, Instant now) {
        MemoryScope scope = turn.scope();
        long place = UndrawnStore.add(handle, scope, new UndrawnStore.Turn(first, last, turn.peer().userId()));
        if (place % config.turns() == 0) {
            addFacts(handle, scope);
        }
        if (!config.idle().isZero()) {
            UndrawnStore.said(handle, scope, SessionNames.of(turn.session()), now);
        }
    }

    /** A task holds no text, so it may outlive the memory that it was added for: it then finds nothing to do. */
    private void addFacts(Handle handle, MemoryScope scope) {
        outbox.add(scope, Long.MAX_VALUE, new DrawingTask.Facts().payload()).apply(handle);
    }

    private void beginToLook() {
        if (looking.compareAndSet(false, true)) {
            try {
                parts.outbox().threads().execute(this::queueIdle);
            } catch (RejectedExecutionException e) {
                looking.set(false);
                LOG.log(System.Logger.Level.DEBUG, "No thread is free to look for idle sessions", e);
            }
        }
    }

    /** Adds a task for each session that has become idle. */
    private void queueIdle() {
        try {
            Instant since = clock.instant().minus(config.idle());
            List<UndrawnStore.Idle> idle = undrawn.idle(since, MAX_IDLE);
            for (UndrawnStore.Idle each : idle) {
                commits.commit(handle -> {
                    if (UndrawnStore.queue(handle, each, since)) {
                        outbox.add(each.scope(), Long.MAX_VALUE, new DrawingTask.Summary(each.session()).payload()).apply(handle);
                    }
                });
            }
        } catch (RuntimeException e) {
            LOG.log(GroupCommit.level(e), "Idle sessions could not be found; the search is repeated", e);
        } finally {
            looking.set(false);
        }
    }

    /** Returns what it has come to, for health; reads the database. */
    DrawingHealth health() {
        DrawingRecord.State state = record.state();
        UndrawnStore.Waiting waiting = undrawn.waiting();
        Optional<DrawingHealth.Failure> failure = Optional.ofNullable(state.lastFailure())
                .map(last -> new DrawingHealth.Failure(last.at(), last.reason()));
        return new DrawingHealth(parts.model().description(), state.calls(), state.stored(), state.dropped(), state.failures(),
                state.abandoned(), Optional.ofNullable(state.lastSuccess()), failure, waiting.turns(), waiting.sessions(),
                outbox.trouble());
    }

    /** Ends the running calls; what waits is continued after the next start. */
    @Override
    public void close() {
        look.ifPresent(task -> task.cancel(false));
        drawing.close();
        outbox.close();
    }
}
