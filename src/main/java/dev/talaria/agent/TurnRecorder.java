package dev.talaria.agent;

import dev.talaria.error.ErrorCode;
import dev.talaria.event.RunEnded;
import dev.talaria.memory.MemoryProvider;
import dev.talaria.memory.MemoryTurn;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.run.Run;
import dev.talaria.session.Attribution;
import dev.talaria.session.SessionStore;
import dev.talaria.session.TurnRecord;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Write;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes a turn's end durable in one transaction: its messages, and what memory keeps of it. Safe for many threads. */
final class TurnRecorder {
    private static final Duration COMMIT = Duration.ofSeconds(20);

    private final SessionStore sessions;
    private final MemoryProvider memory;
    private final GroupCommit commits;
    private final Clock clock;

    TurnRecorder(SessionStore sessions, MemoryProvider memory, GroupCommit commits, Clock clock) {
        this.sessions = sessions;
        this.memory = memory;
        this.commits = commits;
        this.clock = clock;
    }

    /**
     * Returns once it is committed.
     *
     * A turn that was cut short has its answer marked partial. One that said nothing is kept beside the conversation, whose head
     * does not move, so that a client's second try does not double the input.
     *
     * @throws dev.talaria.error.ApiException {@code database_unavailable}
     */
    void record(Run run, Turn turn, Opening opening, Progress progress, RunEnded end) {
        if (turn.task()) {
            return;
        }
        Instant now = clock.instant();
        Write write = turn.continuity().kept() ? transcript(run, turn, opening, progress, end) : Write.NOTHING;
        List<MemoryTurn.Said> said = said(run, turn, opening, progress, now);
        if (run.scope().memory() != null && !said.isEmpty()) {
            write = write.and(memory.remember(new MemoryTurn(run.scope().memory(), run.scope().session().id(), run.id().toString(), said)));
        }
        commit(write);
    }

    private Write transcript(Run run, Turn turn, Opening opening, Progress progress, RunEnded end) {
        boolean whole = end instanceof RunEnded.RunCompleted;
        Instant now = clock.instant();
        List<TurnRecord.Said> answer = progress.produced().stream().map(message -> new TurnRecord.Said(message, !whole, now)).toList();
        Attribution by = Attribution.of(run.scope(), run.id().toString(), turn.source(), turn.model());
        TurnRecord record = new TurnRecord(by, opening.place(), run.created(), answer, progress.usage(), whole || !answer.isEmpty());
        SessionStore.Stored stored = sessions.store(run.scope().session(), record);
        return stored.write().and(turn.continuity().keepsake().of(run, end, stored.end()));
    }

    /** A turn that said nothing may be tried again; a continuation's user message was remembered when it stopped for the client's tool. */
    private static List<MemoryTurn.Said> said(Run run, Turn turn, Opening opening, Progress progress, Instant now) {
        List<MemoryTurn.Said> said = new ArrayList<>(2);
        if (progress.produced().isEmpty()) {
            return said;
        }
        Message user = turn.input().get(0);
        boolean fresh = user.role() == Role.USER && turn.input().stream().noneMatch(message -> message.role() == Role.TOOL)
                && (opening.retry() || opening.place().append().contains(user));
        if (fresh && !user.text().isBlank()) {
            String author = user.name().or(() -> run.scope().identity().userName()).orElse(null);
            said.add(new MemoryTurn.Said(Role.USER, author, user.text(), run.created()));
        }
        if (!progress.text().isBlank()) {
            said.add(new MemoryTurn.Said(Role.ASSISTANT, null, progress.text(), now));
        }
        return said;
    }

    /** A thread that is interrupted, as a stopping server does, still learns whether the turn is stored. */
    private void commit(Write write) {
        CompletableFuture<Void> committed = commits.submit(write);
        long deadline = System.nanoTime() + COMMIT.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    committed.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw ErrorCode.DATABASE_UNAVAILABLE.because("The database did not answer in time", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
