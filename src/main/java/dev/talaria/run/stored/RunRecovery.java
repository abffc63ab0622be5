package dev.talaria.run.stored;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.event.AgentEvent;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.RunEnded;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.Usage;
import dev.talaria.scope.Identity;
import dev.talaria.session.Attribution;
import dev.talaria.session.Placement;
import dev.talaria.session.SessionStore;
import dev.talaria.session.TurnRecord;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Write;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Ends the runs that a process left behind when it died: each has failed, with what it had said, which goes into the transcript
 * marked partial. To be used once, before anything is served; it blocks.
 */
public final class RunRecovery {
    private static final System.Logger LOG = System.getLogger(RunRecovery.class.getName());
    private static final int SLICE = 100;

    private final RunStore store;
    private final SessionStore sessions;
    private final GroupCommit commits;
    private final Clock clock;
    private final Duration kept;

    /** @param kept how long a run can be asked for after its end */
    public RunRecovery(RunStore store, SessionStore sessions, GroupCommit commits, Clock clock, Duration kept) {
        this.store = Objects.requireNonNull(store);
        this.sessions = Objects.requireNonNull(sessions);
        this.commits = Objects.requireNonNull(commits);
        this.clock = Objects.requireNonNull(clock);
        this.kept = Objects.requireNonNull(kept);
    }

    /** Oldest first and one after the other, because several may have waited for the same session. */
    public void run() {
        int ended = 0;
        for (List<StoredRun> slice = store.unfinished(SLICE); !slice.isEmpty(); slice = store.unfinished(SLICE)) {
            slice.forEach(run -> commits.submit(ending(run)).join());
            ended += slice.size();
        }
        if (ended > 0) {
            LOG.log(System.Logger.Level.WARNING, ended + " runs were under way when the server died; they have failed");
        }
    }

    private Write ending(StoredRun run) {
        Said said = new Said();
        long last = -1;
        for (List<Numbered> page = store.events(run.key(), -1); !page.isEmpty(); page = store.events(run.key(), last)) {
            page.forEach(event -> said.add(event.event()));
            last = page.get(page.size() - 1).sequence();
        }
        Instant now = clock.instant();
        Problem problem = Problem.of(ErrorCode.SERVER_RESTARTED, "The server was restarted while the run was under way");
        Message output = said.message();
        Write end = store.end(run, new Numbered(last + 1, now, new RunEnded.RunFailed(problem, output, Usage.NONE)), now.plus(kept));
        return run.input() == null ? end : end.and(transcript(run, StoredInput.read(run.input()), output, now));
    }

    private Write transcript(StoredRun run, StoredInput input, Message output, Instant now) {
        boolean silent = output.parts().isEmpty();
        Placement place = run.session().derived() ? Placement.detached(input.history(), input.input())
                : sessions.load(run.session()).place(input.history(), input.input(), input.mode());
        Identity user = input.userId() == null ? Identity.NONE : new Identity(Map.of(Identity.USER_ID, input.userId()));
        Attribution by = new Attribution(run.id().toString(), run.source(), run.apiKey(), run.model(), user, input.memoryScope());
        List<TurnRecord.Said> answer = silent ? List.of() : List.of(new TurnRecord.Said(output, true, now));
        return sessions.append(run.session(), new TurnRecord(by, place, run.created(), answer, Usage.NONE, !silent));
    }

    /** What readers had seen. */
    private static final class Said {
        private final StringBuilder reasoning = new StringBuilder();
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder refusal = new StringBuilder();

        void add(AgentEvent event) {
            if (event instanceof AgentEvent.TextDelta delta) {
                text.append(delta.text());
            } else if (event instanceof AgentEvent.ReasoningDelta delta) {
                reasoning.append(delta.text());
            } else if (event instanceof AgentEvent.RefusalDelta delta) {
                refusal.append(delta.text());
            }
        }

        Message message() {
            List<Part> parts = new ArrayList<>(1);
            if (!reasoning.isEmpty()) {
                parts.add(new Part.Reasoning(reasoning.toString()));
            }
            if (!text.isEmpty()) {
                parts.add(new Part.Text(text.toString()));
            }
            if (!refusal.isEmpty()) {
                parts.add(new Part.Refusal(refusal.toString()));
            }
            return new Message(Role.ASSISTANT, parts, null);
        }
    }
}
