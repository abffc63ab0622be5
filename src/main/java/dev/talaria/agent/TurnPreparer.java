package dev.talaria.agent;

import dev.talaria.agent.catalog.NamedAgent;
import dev.talaria.agent.context.ContextCompaction;
import dev.talaria.agent.context.SummaryBlock;
import dev.talaria.agent.turn.MemoryFence;
import dev.talaria.agent.turn.PreparedTurn;
import dev.talaria.agent.turn.ProfileSection;
import dev.talaria.agent.turn.Turn;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.event.AgentEvent;
import dev.talaria.heap.HeapBudget;
import dev.talaria.memory.BoundedRecall;
import dev.talaria.memory.MemoryProvider;
import dev.talaria.memory.Peer;
import dev.talaria.memory.Recall;
import dev.talaria.memory.RecallQuery;
import dev.talaria.memory.UserState;
import dev.talaria.message.DocumentPrompt;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.run.Run;
import dev.talaria.scope.SessionRef;
import dev.talaria.session.AttachMode;
import dev.talaria.session.BranchPoint;
import dev.talaria.session.HistoryWindow;
import dev.talaria.session.SessionEdits;
import dev.talaria.session.SessionStore;
import dev.talaria.session.Transcript;
import dev.talaria.text.Truncation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** Prepares turns: loads the transcript, recalls memory, layers the prompt. Blocks; writes nothing; immutable. */
public final class TurnPreparer {
    /**
     * A turn that can start.
     *
     * @param recalled the event that reports the recall; empty if memory was not asked
     */
    record Prepared(PreparedTurn prepared, Optional<AgentEvent.MemoryRecalled> recalled) {
    }

    private record Recalled(Recall recall, Optional<AgentEvent.MemoryRecalled> event) {
        static final Recalled NOTHING = new Recalled(Recall.EMPTY, Optional.empty());
    }

    /** A longer question is cut to its beginning and end for recall. */
    private static final int MAX_QUESTION = 8_000;
    private static final int MAX_QUESTION_BEFORE = 600;
    private static final UserState NOBODY = new UserState(0, List.of());
    /** Heap bytes a character of the history takes: as stored text, as a message, and in the request to the upstream. */
    private static final int HEAP_A_CHARACTER = 8;

    private final SessionStore sessions;
    private final MemoryProvider memory;
    private final BoundedRecall recall;
    private final ContextCompaction compaction;
    private final OutagePatience patience;
    private final HeapBudget heap;

    public TurnPreparer(SessionStore sessions, MemoryProvider memory, BoundedRecall recall, ContextCompaction compaction,
                        OutagePatience patience, HeapBudget heap) {
        this.sessions = sessions;
        this.memory = memory;
        this.recall = recall;
        this.compaction = compaction;
        this.patience = patience;
        this.heap = heap;
    }

    /**
     * Prepares a turn; retries through a short outage of the database.
     *
     * @throws dev.talaria.error.ApiException {@code database_unavailable}; a failed recall is only reported as degraded
     */
    Prepared open(Run run, Turn turn, NamedAgent agent) {
        if (turn.task()) {
            return new Prepared(new PreparedTurn(layered(turn.system(), turn.conversation()), null, false, 0, null), Optional.empty());
        }
        Transcript stored = patience.await(run, () -> history(run, turn));
        if (turn.inSession() && !stored.isKnown() || stored.isKnown() && !stored.isSeenBy(run.scope())) {
            throw SessionEdits.notFound(run.scope().session().id());
        }
        BranchPoint branchPoint = (continuesDetached(run, turn) ? patience.await(run, () -> resumed(run, turn))
                : branchPoint(run.scope().session(), turn, stored)).withMostHistory(turn.transcript().mostHistory());
        List<Message> conversation = compaction.withSummary(run.scope().session(), branchPoint, stored);
        int last = Message.lastUser(conversation);
        UserState user = patience.await(run, () -> user(run, last < 0 ? Optional.empty() : conversation.get(last).name()));
        int before = last < 0 ? -1 : Message.lastUser(conversation.subList(0, last));
        Recalled asked = recall(run, question(conversation, last, MAX_QUESTION), question(conversation, before, MAX_QUESTION_BEFORE),
                agent.memory().recallTokens());
        Recall recalled = asked.recall();
        ProfileSection profile = last < 0 ? ProfileSection.NONE : ProfileSection.of(user.entries());
        MemoryFence fence = MemoryFence.random();
        List<Message> prompt = fence.around(layered(system(agent, turn, stored), conversation), profile, recalled, run.created());
        MemoryFence shown = profile.isEmpty() && recalled.items().isEmpty() ? null : fence;
        return new Prepared(new PreparedTurn(prompt, branchPoint, isUnanswered(branchPoint, stored), user.epoch(), shown, stored),
                asked.event());
    }

    /** Loads the history; its heap is counted until the run has ended. */
    private Transcript history(Run run, Turn turn) {
        return counted(run, meter -> sessions.load(run.scope().session(), window(turn), meter));
    }

    private BranchPoint resumed(Run run, Turn turn) {
        return counted(run, meter -> sessions.resumed(run.scope().session(), turn.history(), turn.input(), meter));
    }

    private <T> T counted(Run run, Function<LongConsumer, T> load) {
        HeapBudget.Reservation loaded = heap.reserve();
        try {
            T history = load.apply(length -> loaded.grow(length * HEAP_A_CHARACTER));
            run.ending().whenComplete((end, fault) -> loaded.close());
            return history;
        } catch (ApiException e) {
            loaded.close();
            throw e.code() != ErrorCode.BODY_TOO_LARGE ? e : ErrorCode.CONTEXT_LENGTH_EXCEEDED.because(
                    "The session's history needs more memory than the server has for one turn", e);
        } catch (RuntimeException | Error e) {
            loaded.close();
            throw e;
        }
    }

    /** Returns whether preparing the turn waits for a database or a memory provider, which may hang; any other turn takes microseconds. */
    static boolean waits(Run run, Turn turn) {
        return !turn.task() && (!run.scope().session().derived() || turn.inSession() || run.scope().memoryScope().isPresent()
                || continuesDetached(run, turn));
    }

    /** Returns whether the turn continues calls of its client's tools and attaches to no stored conversation. */
    private static boolean continuesDetached(Run run, Turn turn) {
        return run.scope().session().derived() && turn.transcript().attachMode() == null
                && turn.input().stream().anyMatch(message -> !message.toolCalls().isEmpty());
    }

    /** Returns how much of its session a turn needs to find its branch point. */
    static HistoryWindow window(Turn turn) {
        AttachMode attachMode = turn.transcript().attachMode();
        return HistoryWindow.of(attachMode == null ? new AttachMode.ByHistory(turn.preferences().history()) : attachMode,
                turn.conversation().size());
    }

    static BranchPoint branchPoint(SessionRef session, Turn turn, Transcript stored) {
        AttachMode attachMode = turn.transcript().attachMode();
        if (attachMode == null) {
            return session.derived() ? BranchPoint.detached(turn.history(), turn.input())
                    : stored.place(turn.history(), turn.input(), turn.preferences().history());
        }
        if (attachMode instanceof AttachMode.ByHistory by) {
            return stored.place(turn.history(), turn.input(), by.mode());
        }
        return attachMode instanceof AttachMode.After after ? stored.placeAfter(after.node(), turn.conversation())
                : stored.placeAtHead(turn.conversation());
    }

    /** Returns what the user asks in this message, up to a length; empty for a negative index. */
    private static String question(List<Message> prompt, int at, int most) {
        return at < 0 ? "" : DocumentPrompt.question(Truncation.ends(SummaryBlock.leftOut(prompt.get(at).text()), most));
    }

    private static List<Message> system(NamedAgent agent, Turn turn, Transcript stored) {
        List<Message> system = new ArrayList<>();
        system.add(Message.of(Role.SYSTEM, agent.systemPrompt()));
        stored.systemPrompt().ifPresent(own -> system.add(Message.of(Role.SYSTEM, own)));
        system.addAll(turn.system());
        return system;
    }

    private static boolean isUnanswered(BranchPoint branchPoint, Transcript stored) {
        return branchPoint.append().isEmpty()
                && stored.nodes().stream().noneMatch(node -> Objects.equals(node.parent(), branchPoint.parent()));
    }

    /** Merges system messages into one, because many chat templates accept only one; those of the conversation itself come last in it. */
    private static List<Message> layered(List<Message> system, List<Message> conversation) {
        List<Message> prompt = new ArrayList<>(conversation.size() + 1);
        StringJoiner texts = new StringJoiner("\n\n");
        system.forEach(message -> addText(message, texts));
        for (Message message : conversation) {
            if (message.role().isSystem()) {
                addText(message, texts);
            } else {
                prompt.add(message);
            }
        }
        if (texts.length() > 0) {
            prompt.add(0, Message.of(Role.SYSTEM, texts.toString()));
        }
        return prompt;
    }

    private static void addText(Message message, StringJoiner texts) {
        String text = message.text();
        if (!text.isBlank()) {
            texts.add(text);
        }
    }

    /**
     * Returns what is known of the user who speaks, which precedes the recall: what was forgotten since is not remembered again.
     *
     * @param name the one in the message, which may name another participant than the request does
     */
    private UserState user(Run run, Optional<String> name) {
        return run.scope().memoryScope().isEmpty() ? NOBODY : memory.state(Peer.of(run.scope()).saying(name.orElse(null)));
    }

    private Recalled recall(Run run, String question, String before, int recallTokens) {
        if (run.scope().memoryScope().isEmpty() || question.isBlank()) {
            return Recalled.NOTHING;
        }
        long start = System.nanoTime();
        Recall recalled = recall.recall(new RecallQuery(Peer.of(run.scope()), run.scope().session(), question, before,
                Math.max(0, recallTokens - MemoryFence.TOKENS), run.scope().trace()));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        List<AgentEvent.MemoryRecalled.Remembrance> items = recalled.items().stream()
                .map(item -> new AgentEvent.MemoryRecalled.Remembrance(item.id(), item.score(), item.signs())).toList();
        return new Recalled(recalled, Optional.of(new AgentEvent.MemoryRecalled(items, recalled.degraded(), took)));
    }
}
