package dev.talaria.agent;

import dev.talaria.agent.turn.PreparedTurn;
import dev.talaria.agent.turn.StoredTurnState;
import dev.talaria.agent.turn.Turn;
import dev.talaria.agent.turn.TurnOutput;
import dev.talaria.agent.turn.TurnState;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.event.EventStream;
import dev.talaria.event.RunEnded;
import dev.talaria.memory.MemoryProvider;
import dev.talaria.memory.MemoryTurn;
import dev.talaria.memory.Peer;
import dev.talaria.message.DocumentPrompt;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.run.Run;
import dev.talaria.run.stored.RunArchive;
import dev.talaria.session.Attribution;
import dev.talaria.session.SessionStore;
import dev.talaria.session.TurnRecord;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.PendingWrite;
import dev.talaria.store.Write;
import dev.talaria.text.LogText;
import dev.talaria.text.Truncation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Stores a turn's end in one transaction: its messages, what memory keeps of it, its run's end. Safe for many threads. */
public final class TurnRecorder {
    private static final System.Logger LOG = System.getLogger(TurnRecorder.class.getName());

    /** The usual upper bound of a commit. */
    private static final Duration BRIEFLY = Duration.ofSeconds(3);
    /** Longer than a write may wait. */
    private static final Duration LONG = Duration.ofMinutes(1);
    /**
     * What a turn leaves behind.
     *
     * @param node the turn's last node in its session, which holds its output; null if there is none
     */
    record TurnWrites(Write write, String node) {
        static final TurnWrites NOTHING = new TurnWrites(Write.NOTHING, null);
    }

    /** Memory keeps the beginning and end of a longer message; the transcript holds all of it. */
    private static final int MAX_REMEMBERED = 100_000;

    private final SessionStore sessions;
    private final MemoryProvider memory;
    private final RunArchive archive;
    private final Clock clock;

    public TurnRecorder(SessionStore sessions, MemoryProvider memory, RunArchive archive, Clock clock) {
        this.sessions = sessions;
        this.memory = memory;
        this.archive = archive;
        this.clock = clock;
    }

    /** Stores that the run has started; does nothing for a foreground run. */
    void begin(Run run) {
        await(archive.begin(run));
    }

    private static void await(PendingWrite write) {
        if (!write.await(OutagePatience.DURABLE)) {
            throw ErrorCode.DATABASE_UNAVAILABLE.because("The database has been unavailable for too long");
        }
    }

    /** Stores where a turn is suspended, with everything that readers have seen of it. */
    void pause(Run run, TurnState state) {
        await(archive.pause(run, StoredTurnState.write(state)));
    }

    /**
     * Returns what a turn leaves behind; nothing for a background task.
     *
     * The answer of an interrupted turn is marked partial. A turn without output is kept as a branch and does not move the head, so that a
     * client's retry does not double the input.
     */
    TurnWrites turnWrites(Run run, Turn turn, PreparedTurn prepared, TurnOutput output, RunEnded end) {
        if (turn.task()) {
            return TurnWrites.NOTHING;
        }
        boolean whole = end instanceof RunEnded.RunCompleted;
        boolean answered = whole || output.isAnswer();
        Instant now = clock.instant();
        List<MemoryTurn.Utterance> utterances = utterances(run, turn, prepared, output, now);
        Write remembered = run.scope().memory() == null || utterances.isEmpty() ? Write.NOTHING
                : memory.remember(new MemoryTurn(Peer.of(run.scope()), run.scope().session(), run.id().toString(), prepared.epoch(),
                utterances, used(output)));
        if (!turn.transcript().kept()) {
            return new TurnWrites(remembered, null);
        }
        List<TurnRecord.ProducedMessage> answer = output.produced().stream()
                .map(message -> new TurnRecord.ProducedMessage(message, !whole && message.role() != Role.USER, now)).toList();
        Attribution by = Attribution.of(run.scope(), run.id().toString(), turn.source(), turn.model());
        TurnRecord record = new TurnRecord(by, prepared.place(), run.created(), answer, output.usage(), answered);
        AtomicReference<String> reached = new AtomicReference<>();
        Write write = sessions.appendTo(run.scope().session(), record, node -> {
            reached.set(answer.isEmpty() ? null : node);
            return remembered.and(turn.transcript().hook().of(run.head(), end, node));
        });
        return new TurnWrites(write, reached.get());
    }

    /**
     * Nothing is remembered of a turn without output, which may be retried; a continuation's user message was remembered when the turn
     * stopped for the client's tool.
     */
    private static List<MemoryTurn.Utterance> utterances(Run run, Turn turn, PreparedTurn prepared, TurnOutput output, Instant now) {
        List<MemoryTurn.Utterance> utterances = new ArrayList<>(2);
        if (!output.isAnswer()) {
            return utterances;
        }
        Message user = turn.input().get(0);
        boolean fresh = user.role() == Role.USER && turn.input().stream().noneMatch(message -> message.role() == Role.TOOL);
        if (fresh && (prepared.retry() || prepared.place().append().contains(user))) {
            remember(run, user, run.created(), utterances);
        }
        output.produced().stream().filter(message -> message.role() == Role.USER)
                .forEach(message -> remember(run, message, now, utterances));
        if (!output.text().isBlank()) {
            utterances.add(new MemoryTurn.Utterance(Role.ASSISTANT, null, Truncation.ends(output.text(), MAX_REMEMBERED), now));
        }
        return utterances;
    }

    private static List<MemoryTurn.ToolUse> used(TurnOutput output) {
        Map<String, String> names = new HashMap<>();
        List<MemoryTurn.ToolUse> used = new ArrayList<>();
        for (Message message : output.produced()) {
            message.toolCalls().forEach(call -> names.put(call.id(), call.name()));
            message.toolResults().stream().filter(result -> names.containsKey(result.callId()))
                    .forEach(result -> used.add(new MemoryTurn.ToolUse(names.get(result.callId()), result.content())));
        }
        return used;
    }

    /** Files are not the user's words: of a message that a client has filled with them only the question is remembered. */
    private static void remember(Run run, Message user, Instant at, List<MemoryTurn.Utterance> utterances) {
        String asked = DocumentPrompt.question(Truncation.ends(user.text(), MAX_REMEMBERED));
        if (!asked.isBlank()) {
            String author = user.name().or(() -> run.scope().identity().userName()).orElse(null);
            utterances.add(new MemoryTurn.Utterance(Role.USER, author, asked, at));
        }
    }

    /**
     * Stores the run's end in one transaction with its writes, then shows it. Blocks for as long as that usually takes; a longer commit
     * finishes on other threads. If the commit fails, a finished answer becomes a failure, while an interrupted turn keeps its reason.
     */
    void end(Run run, RunEnded outcome, TurnWrites left) {
        RunEnded end = outcome.servedBy(run.latestRuntime());
        EventStream.Numbered numbered = run.events().number(end);
        PendingWrite write;
        boolean known;
        try {
            write = archive.end(run, numbered, left.write(), left.node());
            known = write.await(run.head().durable() ? BRIEFLY : LONG);
        } catch (RuntimeException | Error e) {
            unstored(run, end, e);
            return;
        }
        if (known) {
            run.append(numbered);
            return;
        }
        LOG.log(System.Logger.Level.DEBUG, "The end of {0} will be stored when the database is available again", run.id());
        write.told().whenComplete((stored, fault) -> {
            if (fault == null) {
                run.append(numbered);
                return;
            }
            try {
                unstored(run, end, fault);
            } catch (RuntimeException | Error e) {
                run.breakOff(new RunEnded.RunFailed(Problem.internal(run.scope().requestId()), end.output(), end.usage()));
            }
        });
    }

    private void unstored(Run run, RunEnded end, Throwable fault) {
        if (run.head().durable() && RunArchive.isTakenOver(fault)) {
            LOG.log(System.Logger.Level.WARNING, "The end of " + run.id() + " was not stored: another server has taken over the run");
            run.breakOff(elsewhere(end));
            return;
        }
        LOG.log(GroupCommit.level(fault), "The results of a turn could not be stored: " + run.id(), LogText.plain(fault));
        boolean whole = end instanceof RunEnded.RunCompleted;
        RunEnded instead = whole ? new RunEnded.RunFailed(problem(run, fault), end.output(), end.usage(), end.runtime()) : end;
        if (run.head().durable() && GroupCommit.isUnavailable(fault)) {
            run.breakOff(instead);
            return;
        }
        EventStream.Numbered alone = run.events().number(instead);
        archive.end(run, alone, Write.NOTHING, null).told().whenComplete((stored, again) -> {
            if (again == null) {
                run.append(alone);
            } else {
                run.breakOff(instead);
                LOG.log(System.Logger.Level.ERROR, "The end of " + run.id() + " could not be stored", LogText.plain(again));
            }
        });
    }

    /** Returns the end for readers of a run that another server executes or has ended; it sends them there. */
    private static RunEnded elsewhere(RunEnded end) {
        return new RunEnded.RunFailed(RunArchive.ELSEWHERE, end.output(), end.usage());
    }

    /** Returns a failure as the caller may see it; logs what callers must not see. */
    static Problem problem(Run run, Throwable fault) {
        if (fault instanceof ApiException known) {
            return known.problem();
        }
        LOG.log(System.Logger.Level.ERROR, "Turn failed: " + run.id() + ", request " + run.scope().requestId(), LogText.plain(fault));
        return Problem.internal(run.scope().requestId());
    }
}
