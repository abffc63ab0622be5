package dev.talaria.agent;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Makes a turn's end durable in one transaction: its messages, and what memory keeps of it. Safe for many threads. */
final class TurnRecorder {
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
        List<TurnRecord.Said> answer = progress.produced().stream().map(message -> new TurnRecord.Said(message, !whole, now)).toList();
        Attribution by = Attribution.of(run.scope(), run.id().toString(), turn.source(), turn.model());
        TurnRecord record = new TurnRecord(by, opening.place(), run.created(), answer, progress.usage(), whole || !answer.isEmpty());
        List<MemoryTurn.Said> said = said(run, turn, opening, progress, now);
        Write remembered = run.scope().memory() == null || said.isEmpty() ? Write.NOTHING
                : memory.remember(new MemoryTurn(run.scope().memory(), run.scope().session(), run.id().toString(), opening.epoch(), said));
        commits.commit(sessions.append(run.scope().session(), record, remembered));
    }

    /** A turn that said nothing may be tried again; a continuation's user message was remembered when it stopped for the client's tool. */
    private static List<MemoryTurn.Said> said(Run run, Turn turn, Opening opening, Progress progress, Instant now) {
        List<MemoryTurn.Said> said = new ArrayList<>(2);
        if (progress.produced().isEmpty()) {
            return said;
        }
        Message user = turn.input().get(0);
        boolean fresh = turn.input().size() == 1 && (opening.retry() || opening.place().append().contains(user));
        if (fresh && !user.text().isBlank()) {
            String author = user.name().or(() -> run.scope().identity().userName()).orElse(null);
            said.add(new MemoryTurn.Said(Role.USER, author, user.text(), run.created()));
        }
        if (!progress.text().isBlank()) {
            said.add(new MemoryTurn.Said(Role.ASSISTANT, null, progress.text(), now));
        }
        return said;
    }
}
