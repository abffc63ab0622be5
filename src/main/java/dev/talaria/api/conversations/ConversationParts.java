package dev.talaria.api.conversations;

import dev.talaria.response.ConversationStore;
import dev.talaria.session.NodeStore;
import dev.talaria.session.SessionStore;
import dev.talaria.store.GroupCommit;
import java.time.Clock;
import java.util.Objects;

/** What the Conversations API is made of. */
public record ConversationParts(ConversationStore conversations, SessionStore sessions, NodeStore nodes, GroupCommit commits, Clock clock) {
    public ConversationParts {
        Objects.requireNonNull(conversations);
        Objects.requireNonNull(sessions);
        Objects.requireNonNull(nodes);
        Objects.requireNonNull(commits);
        Objects.requireNonNull(clock);
    }
}
