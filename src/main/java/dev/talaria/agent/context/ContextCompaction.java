package dev.talaria.agent.context;

import dev.talaria.error.ApiException;
import dev.talaria.event.AgentEvent;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.model.ModelProvider;
import dev.talaria.run.Run;
import dev.talaria.scope.SessionRef;
import dev.talaria.session.BranchPoint;
import dev.talaria.session.Node;
import dev.talaria.session.SummaryStore;
import dev.talaria.session.Transcript;
import dev.talaria.store.GroupCommit;
import dev.talaria.text.LogText;
import dev.talaria.text.Truncation;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the older turns of a prompt that does not fit the model's window by a summary, which a model writes and later turns use again.
 * Whole turns only: no call loses its result. Without a summary, because its model fails, the turns are left out. Does nothing for a model
 * whose window is unknown. Safe for many threads.
 */
public final class ContextCompaction {
    private static final System.Logger LOG = System.getLogger(ContextCompaction.class.getName());

    /** A transcript that is loaded in part needs its summary before its beginning is no longer loaded. */
    private static final int MAX_MESSAGES = 150;
    private static final int KEPT_MESSAGES = 80;
    /** The share of a window that is left for the answer if the client has set no limit, and the most of it. */
    private static final int ANSWER_SHARE = 4;
    private static final int MAX_ANSWER = 4_096;
    /** The size of a summary's prompt for a model whose window is unknown. */
    private static final int ROOM = 24_000;
    private static final int MIN_WORDS = 60;
    private static final int MAX_REASON = 500;
    private static final int MAX_SUMMARY = 1_000;
    private static final int SUMMARY_SHARE = 4;
    private static final int CHARACTERS_A_TOKEN = 4;
    private static final List<String> LIMITS = List.of("max_completion_tokens", "max_tokens", "max_output_tokens");

    private final ContextWindows windows;
    private final GroupCommit commits;
    private final Clock clock;
    private final Settings settings;
    private final RecentSummaries recent = new RecentSummaries();
    private final AtomicBoolean failing = new AtomicBoolean();

    /**
     * How prompts are compacted.
     *
     * @param on      if false, nothing is ever compacted
     * @param model   the upstream's name of the model that writes summaries; empty for the agent's model for tasks
     * @param timeout bound on writing one summary
     */
    public record Settings(boolean on, Optional<String> model, Duration timeout) {
    }

    public ContextCompaction(ContextWindows windows, GroupCommit commits, Clock clock, Settings settings) {
        this.windows = windows;
        this.commits = commits;
        this.clock = clock;
        this.settings = settings;
    }

    /**
     * A model at its upstream.
     *
     * @param name the upstream's name of it
     */
    public record Model(ModelProvider provider, String name) {
    }

    /**
     * The prompt of one model call.
     *
     * @param model      the model that answers
     * @param summaries  the models that write summaries, each if those before it fail; the settings may name another at their upstreams
     * @param messages   system message first, if there is one
     * @param input      the index of the message that the turn answers; what precedes it can be summarised
     * @param tools      all that are offered
     * @param parameters of the request
     * @param compactAt  the size in estimated tokens from which it is compacted, whatever the window; 0 for none
     * @param place      where the turn attaches, with the conversation as it was sent and stored; null if it is not kept
     * @param stored     the transcript that it attaches to; null if it is unknown
     * @param deadline   of the turn, by {@code System.nanoTime()}
     */
    public record Prompt(Model model, List<Model> summaries, List<Message> messages, int input, List<JsonObject> tools,
                         JsonObject parameters, int compactAt, @Nullable BranchPoint place, @Nullable Transcript stored, long deadline) {
        private int begin() {
            return !messages.isEmpty() && messages.get(0).role().isSystem() ? 1 : 0;
        }

        private int tokens() {
            return TokenEstimate.of(messages) + TokenEstimate.ofTools(tools);
        }
    }

    /**
     * A prompt with fewer messages.
     *
     * @param input the index of the message that the turn answers
     */
    public record Compacted(List<Message> messages, int input, AgentEvent.ContextCompacted event) {
    }

    /**
     * Returns a conversation with the summary of its beginning in place of the messages, where one was made before; else the conversation
     * itself. Never asks a model.
     */
    public List<Message> withSummary(SessionRef session, BranchPoint place, Transcript stored) {
        List<Message> conversation = place.prompt();
        if (!settings.on()) {
            return conversation;
        }
        for (SummaryStore.Summary summary : stored.summaries()) {
            int end = end(summary, place, stored);
            if (end > 0) {
                return replaced(conversation, end, summary.text());
            }
        }
        if (!recent.isEmpty() && !isOf(stored, conversation)) {
            RecentSummaries.Found found = recent.find(session, conversation);
            if (found != null) {
                return replaced(conversation, found.covered(), found.summary().text());
            }
        }
        return conversation;
    }

    /** Returns how many messages of the conversation a stored summary covers; 0 if it is none of this branch. */
    private static int end(SummaryStore.Summary summary, BranchPoint place, Transcript stored) {
        List<Node> path = place.parent() == null ? List.of() : stored.branchTo(place.parent());
        int at = -1;
        for (int i = 0; i < path.size(); i++) {
            if (path.get(i).id().equals(summary.node())) {
                at = i + 1;
            } else if (at < 0 && i == 0 && summary.node().equals(path.get(i).parent())) {
                at = 0;
            }
        }
        if (at < 0 || !isOf(stored, place.prompt())) {
            return 0;
        }
        for (Node node : path.subList(at, path.size())) {
            if (node.message().role() == Role.USER) {
                return Math.max(0, indexOf(place.prompt(), node.message()));
            }
        }
        return Math.max(0, Message.lastUser(place.prompt()));
    }

    private static List<Message> replaced(List<Message> conversation, int end, String summary) {
        List<Message> shorter = new ArrayList<>();
        conversation.subList(0, end).stream().filter(message -> message.role().isSystem()).forEach(shorter::add);
        shorter.add(SummaryBlock.before(summary, conversation.get(end)));
        shorter.addAll(conversation.subList(end + 1, conversation.size()));
        return shorter;
    }

    /**
     * Returns the prompt in the size that the model's window has room for; empty if it fits as it is, or cannot be made smaller. May ask a
     * model for a summary, and then blocks.
     */
    public Optional<Compacted> fit(Run run, Prompt prompt) {
        Optional<ContextWindows.Window> window = windows.of(prompt.model().name());
        if (!settings.on() || window.isEmpty() && prompt.compactAt() == 0) {
            return Optional.empty();
        }
        int begin = prompt.begin();
        int fits = window.map(known -> known.estimated(known.tokens() - answer(known, prompt.parameters()))).orElse(Integer.MAX_VALUE);
        int room = (prompt.compactAt() == 0 ? fits : Math.min(fits, prompt.compactAt()))
                - TokenEstimate.of(prompt.messages().subList(0, begin)) - TokenEstimate.ofTools(prompt.tools());
        List<Message> conversation = prompt.messages().subList(begin, prompt.messages().size());
        if (TokenEstimate.of(conversation) <= room && conversation.size() <= MAX_MESSAGES) {
            return Optional.empty();
        }
        int most = Math.min(MAX_SUMMARY, Math.max(0, room / SUMMARY_SHARE));
        int start = start(prompt, Math.max(0, room / 2 - most));
        return start <= begin ? Optional.empty() : compacted(run, prompt, start, Math.max(room, MAX_SUMMARY), most);
    }

    /**
     * Returns the prompt that asks a model to summarise a whole conversation in one call.
     *
     * @param model the upstream's name
     */
    public List<Message> summaryPrompt(String model, List<Message> conversation) {
        int room = windows.of(model).map(window -> window.estimated(window.tokens() - MAX_ANSWER)).orElse(ROOM);
        String before = conversation.isEmpty() ? "" : SummaryBlock.of(conversation.get(0)).orElse("");
        return Summarizer.prompt(new Summarizer.Task(before, conversation, room, MAX_SUMMARY / 2, null));
    }

    /** Learns the model's window from its refusal of a prompt; then as {@link #fit}. */
    public Optional<Compacted> refused(Run run, Prompt prompt, String words) {
        if (!settings.on()) {
            return Optional.empty();
        }
        windows.refused(prompt.model().name(), words, prompt.tokens());
        return fit(run, prompt);
    }

    /** Returns how many tokens the answer may take. */
    private static int answer(ContextWindows.Window window, JsonObject parameters) {
        for (String name : LIMITS) {
            if (parameters.get(name) instanceof JsonNumber limit && limit.isIntegral() && limit.doubleValue() > 0) {
                return (int) Math.min(window.tokens() / 2, limit.longValue());
            }
        }
        return Math.min(MAX_ANSWER, window.tokens() / ANSWER_SHARE);
    }

    /** Returns the index of the first message that is kept, the user's of the oldest turn that fits; at least the one to be answered. */
    private static int start(Prompt prompt, int room) {
        List<Message> messages = prompt.messages();
        int start = prompt.input();
        int tokens = TokenEstimate.of(messages.subList(Math.max(0, start), messages.size()));
        for (int i = start - 1; i > prompt.begin(); i--) {
            tokens += TokenEstimate.of(messages.get(i));
            if (tokens > room || messages.size() - i > KEPT_MESSAGES) {
                break;
            }
            if (messages.get(i).role() == Role.USER) {
                start = i;
            }
        }
        return start;
    }

    private Optional<Compacted> compacted(Run run, Prompt prompt, int start, int room, int most) {
        List<Message> messages = prompt.messages();
        int begin = prompt.begin();
        List<Message> older = messages.subList(begin, start);
        String before = SummaryBlock.of(messages.get(begin)).orElse("");
        String summary = before;
        try {
            long deadline = Math.min(prompt.deadline(), System.nanoTime() + settings.timeout().toNanos());
            Summarizer.Task task = new Summarizer.Task(before, older, room, Math.max(MIN_WORDS, most / 2),
                    run.scope().trace());
            summary = cut(summarized(run, prompt.summaries(), task, deadline), most);
            keep(run, prompt, start, summary);
            if (failing.compareAndSet(true, false)) {
                LOG.log(System.Logger.Level.INFO, "Conversations are summarised again");
            }
        } catch (CancellationException e) {
            return Optional.empty();
        } catch (ApiException e) {
            LOG.log(failing.compareAndSet(false, true) ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                    "A conversation could not be summarised, so its older messages are left out: "
                            + LogText.plain(e.problem().message(), MAX_REASON));
        }
        List<Message> shorter = new ArrayList<>(messages.subList(0, begin));
        shorter.add(summary.isBlank() ? messages.get(start) : SummaryBlock.before(summary, messages.get(start)));
        shorter.addAll(messages.subList(start + 1, messages.size()));
        return Optional.of(new Compacted(shorter, prompt.input() - start + begin, new AgentEvent.ContextCompacted(prompt.tokens(),
                TokenEstimate.of(shorter) + TokenEstimate.ofTools(prompt.tools()), older.size())));
    }

    /** Asks the models one after the other until one has written the summary; each has its share of the time that is left. */
    private String summarized(Run run, List<Model> models, Summarizer.Task task, long deadline) {
        List<Model> asked = models.stream().map(model -> new Model(model.provider(), settings.model().orElse(model.name()))).distinct()
                .toList();
        int last = asked.size() - 1;
        for (int i = 0; i < last; i++) {
            long now = System.nanoTime();
            try {
                return Summarizer.summarize(task, asked.get(i), run.cancellation(), now + (deadline - now) / (asked.size() - i));
            } catch (ApiException e) {
                LOG.log(System.Logger.Level.DEBUG, "{0} could not summarise, so the next model is asked: {1}", asked.get(i).name(),
                        e.code());
            }
        }
        return Summarizer.summarize(task, asked.get(last), run.cancellation(), deadline);
    }

    /** A model that does not keep to the length must not fill the window with its summary. */
    private static String cut(String summary, int tokens) {
        String cut = Truncation.start(summary, tokens * CHARACTERS_A_TOKEN);
        int estimate = TokenEstimate.of(cut);
        return estimate <= tokens ? cut : Truncation.start(cut, (int) ((long) cut.length() * tokens / estimate));
    }

    /** Stores a summary for later turns, without waiting for it. */
    private void keep(Run run, Prompt prompt, int start, String summary) {
        BranchPoint place = prompt.place();
        if (place == null) {
            return;
        }
        SessionRef session = run.scope().session();
        List<Message> whole = place.prompt();
        Message kept = prompt.messages().get(start);
        boolean input = start == prompt.input();
        int end = input ? Message.lastUser(whole) : indexOf(whole, kept);
        if (end <= 0) {
            return;
        }
        Transcript stored = prompt.stored();
        if (stored == null || !isOf(stored, whole)) {
            recent.put(session, whole.subList(0, end), new RecentSummaries.Summary(summary, end));
            return;
        }
        String node = input ? place.parent() : parent(stored, kept);
        if (node != null) {
            commits.submit(SummaryStore.put(session, stored, new SummaryStore.Summary(node, summary, end), clock.instant()))
                    .whenComplete((done, fault) -> {
                        if (fault != null) {
                            LOG.log(GroupCommit.level(fault), "A summary was not stored", LogText.plain(fault));
                        }
                    });
        }
    }

    private static @Nullable String parent(Transcript stored, Message message) {
        IdentityHashMap<Message, Node> nodes = new IdentityHashMap<>();
        stored.nodes().forEach(node -> nodes.put(node.message(), node));
        Node node = nodes.get(message);
        return node == null ? null : node.parent();
    }

    /** Returns the index of this very message, not of an equal one; -1 if it is not there. */
    private static int indexOf(List<Message> messages, Message message) {
        IdentityHashMap<Message, Integer> places = new IdentityHashMap<>();
        for (int i = 0; i < messages.size(); i++) {
            places.putIfAbsent(messages.get(i), i);
        }
        return places.getOrDefault(message, -1);
    }

    /** Returns whether the conversation is the stored one, and not a client's copy of it. */
    private static boolean isOf(Transcript stored, List<Message> conversation) {
        Set<Message> known = Collections.newSetFromMap(new IdentityHashMap<>());
        stored.nodes().forEach(node -> known.add(node.message()));
        return conversation.stream().anyMatch(known::contains);
    }
}
