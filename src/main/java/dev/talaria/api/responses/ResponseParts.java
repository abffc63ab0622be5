package dev.talaria.api.responses;

import dev.talaria.agent.Agents;
import dev.talaria.agent.RunStarter;
import dev.talaria.api.http.request.TaskPatterns;
import dev.talaria.response.ConversationStore;
import dev.talaria.response.ResponseStore;
import dev.talaria.run.stored.RunArchive;
import dev.talaria.session.NodeStore;
import dev.talaria.session.SessionStore;
import dev.talaria.store.GroupCommit;
import java.time.Clock;
import java.util.Objects;

/** What the Responses API is made of. */
public record ResponseParts(RunStarter agent, Agents agents, SessionStore sessions, NodeStore nodes, RunArchive runs,
                            ResponseStore responses, ConversationStore conversations, GroupCommit commits,
                            TaskPatterns taskPatterns, Clock clock) {
    public ResponseParts {
        Objects.requireNonNull(agent);
        Objects.requireNonNull(agents);
        Objects.requireNonNull(sessions);
        Objects.requireNonNull(nodes);
        Objects.requireNonNull(runs);
        Objects.requireNonNull(responses);
        Objects.requireNonNull(conversations);
        Objects.requireNonNull(commits);
        Objects.requireNonNull(taskPatterns);
        Objects.requireNonNull(clock);
    }
}
