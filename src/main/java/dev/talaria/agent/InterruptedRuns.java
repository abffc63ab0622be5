package dev.talaria.agent;

import dev.talaria.agent.turn.Turn;
import dev.talaria.agent.turn.StoredTurn;
import dev.talaria.agent.turn.TurnOutput;
import dev.talaria.error.Problem;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.RunEnded;
import dev.talaria.message.Usage;
import dev.talaria.run.RunHead;
import dev.talaria.run.RunTransactionHook;
import dev.talaria.run.stored.RunArchive;
import dev.talaria.run.stored.StoredRun;
import dev.talaria.scope.Caller;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.session.Attribution;
import dev.talaria.session.BranchPoint;
import dev.talaria.session.SessionStore;
import dev.talaria.session.TurnRecord;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Write;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Ends a run as failed if its process died or it cannot be resumed. Its output so far goes into the transcript, marked
 * partial. Blocks for the database; safe for many threads.
 */
public final class InterruptedRuns {
    private final RunArchive archive;
    private final SessionStore sessions;
    private final Clock clock;

    public InterruptedRuns(RunArchive archive, SessionStore sessions, Clock clock) {
        this.archive = Objects.requireNonNull(archive);
        this.sessions = Objects.requireNonNull(sessions);
        this.clock = Objects.requireNonNull(clock);
    }

    RunHead head(StoredRun stored, RequestScope scope) {
        return new RunHead(stored.id(), scope, stored.source(), stored.model(), stored.durability(), stored.created());
    }

    void end(StoredRun stored, RunTransactionHook hook, Problem problem) {
        Replay replay = new Replay();
        long last = archive.replay(stored, replay::add);
        TurnOutput output = new TurnOutput();
        output.addPartial(replay.said());
        SessionRef session = stored.session();
        StoredTurn request = StoredTurn.read(stored.runExecutionState().request());
        RequestScope scope = request.scope(new Caller(session.tenant(), stored.apiKey(), false), session);
        RunHead head = head(stored, scope);
        Instant now = clock.instant();
        RunEnded end = new RunEnded.RunFailed(problem, output.output(), Usage.NONE);
        Write left = turnWrites(head, request.turn(hook), output, end, now);
        GroupCommit.await(archive.end(head, stored.memory(), new Numbered(last + 1, now, end), left));
    }

    private Write turnWrites(RunHead head, Turn turn, TurnOutput output, RunEnded end, Instant now) {
        if (turn.task() || !turn.transcript().kept()) {
            return Write.NOTHING;
        }
        SessionRef session = head.scope().session();
        BranchPoint place = TurnPreparer.branchPoint(session, turn, sessions.load(session, TurnPreparer.window(turn)));
        List<TurnRecord.ProducedMessage> answer = output.produced().stream()
                .map(message -> new TurnRecord.ProducedMessage(message, true, now)).toList();
        Attribution by = Attribution.of(head.scope(), head.id().toString(), turn.source(), turn.model());
        TurnRecord record = new TurnRecord(by, place, head.created(), answer, Usage.NONE, !answer.isEmpty());
        return sessions.appendTo(session, record, node -> turn.transcript().hook().of(head, end, node));
    }
}
