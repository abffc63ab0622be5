package dev.talaria.agent;

import dev.talaria.error.ErrorCode;
import dev.talaria.memory.MemoryProvider;
import dev.talaria.memory.MemoryTurn;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.run.Run;
import dev.talaria.session.SessionStore;
import dev.talaria.session.TurnRecord;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Write;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes a turn's end durable in one transaction: its messages, and what memory keeps of it. Safe for many threads. */
final class TurnRecorder {
    private static final long COMMIT_SECONDS = 20;

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
     * @param whole false for a turn that was cut short: its answer is marked partial. One that said nothing is kept beside the
     *              conversation, whose head does not move, so that a client's second try does not double the input
     * @throws dev.talaria.error.ApiException {@code database_unavailable}
     */
    void record(Run run, Turn turn, Opening opening, Progress progress, boolean whole) {
        if (turn.task()) {
            return;
        }
        Instant now = clock.instant();
        List<Message> answer = progress.produced();
        TurnRecord record = new TurnRecord(opening.parent(), opening.unstored(), answer, !whole, whole || !answer.isEmpty(),
                run.id().toString(), run.created(), now, turn.model(), run.scope());
        Write write = sessions.append(run.scope().session(), record);
        List<MemoryTurn.Said> said = said(run, turn, opening, progress, now);
        if (run.scope().memory() != null && !said.isEmpty()) {
            write = write.and(memory.remember(new MemoryTurn(run.scope().memory(), run.scope().session().id(), run.id().toString(), said)));
        }
        commit(write);
    }

    /** A continuation's user message was remembered when its turn stopped for the client's tool. */
    private List<MemoryTurn.Said> said(Run run, Turn turn, Opening opening, Progress progress, Instant now) {
        List<MemoryTurn.Said> said = new ArrayList<>(2);
        boolean continued = turn.input().size() > 1;
        if (progress.produced().isEmpty()) {
            return said;
        }
        Message user = turn.input().get(0);
        if (!continued && opening.unstored().contains(user) && !user.text().isBlank()) {
            String author = user.name().or(() -> run.scope().identity().userName()).orElse(null);
            said.add(new MemoryTurn.Said(Role.USER, author, user.text(), run.created()));
        }
        if (!progress.text().isBlank()) {
            said.add(new MemoryTurn.Said(Role.ASSISTANT, null, progress.text(), now));
        }
        return said;
    }

    private void commit(Write write) {
        try {
            commits.submit(write).get(COMMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw ErrorCode.DATABASE_UNAVAILABLE.because("The database did not answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ErrorCode.DATABASE_UNAVAILABLE.because("The server is stopping", e);
        }
    }
}
