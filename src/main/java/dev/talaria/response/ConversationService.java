package dev.talaria.response;

import dev.talaria.error.ErrorCode;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Usage;
import dev.talaria.run.RunId;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.session.Attribution;
import dev.talaria.session.BranchPoint;
import dev.talaria.session.HistoryWindow;
import dev.talaria.session.Node;
import dev.talaria.session.NodeStore;
import dev.talaria.session.SessionStore;
import dev.talaria.session.TurnRecord;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Write;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * Creates, finds, changes and deletes conversations. Futures complete when the change is durable. Safe for many threads; methods that read
 * block for the database.
 */
public final class ConversationService {
    private static final String SOURCE = "conversations";

    private final ConversationStore conversations;
    private final SessionStore sessions;
    private final GroupCommit commits;
    private final Clock clock;
    private final NodeStore nodes = new NodeStore();

    public ConversationService(ConversationStore conversations, SessionStore sessions, GroupCommit commits, Clock clock) {
        this.conversations = Objects.requireNonNull(conversations);
        this.sessions = Objects.requireNonNull(sessions);
        this.commits = Objects.requireNonNull(commits);
        this.clock = Objects.requireNonNull(clock);
    }

    /**
     * Returns the caller's conversation of this id or alias.
     *
     * @throws dev.talaria.error.ApiException {@code conversation_not_found}
     */
    public Conversation find(RequestScope asker, String name) {
        return conversations.find(asker, name)
                .orElseThrow(() -> ErrorCode.CONVERSATION_NOT_FOUND.because("Conversation not found: " + name));
    }

    /**
     * Creates a conversation for the caller's session, or for a new one if the caller names none.
     *
     * @param first the first messages; may be empty
     */
    public CompletableFuture<Conversation> create(RequestScope asker, JsonObject metadata, List<Message> first) {
        String id = Conversation.PREFIX + RunId.at(clock.instant()).hex();
        SessionRef session = asker.session().derived() ? SessionRef.named(asker.session().tenant(), asker.session().owner(), id)
                : asker.session();
        Conversation conversation = new Conversation(id, session, null, asker.agentOrEmpty(), metadata, clock.instant());
        Write write = conversations.create(conversation);
        Write whole = first.isEmpty() ? write : write.and(append(asker, conversation, RunId.at(clock.instant()), first));
        return commits.submit(whole).thenApply(done -> conversation);
    }

    public CompletableFuture<Conversation> describe(Conversation conversation, JsonObject metadata) {
        Conversation described = new Conversation(conversation.id(), conversation.session(), conversation.alias(),
                conversation.agent(), metadata, conversation.created());
        return commits.submit(conversations.describe(conversation, metadata)).thenApply(done -> described);
    }

    /**
     * Deletes a conversation. Its messages stay readable through its responses. A session that was created with the conversation restarts
     * empty.
     */
    public CompletableFuture<Void> delete(Conversation conversation) {
        boolean own = conversation.session().id().equals(conversation.id());
        Write write = conversations.delete(conversation);
        return commits.submit(own ? write.and(nodes.restart(conversation.session())) : write);
    }

    /** Returns all messages of a conversation, oldest first. */
    public List<Node> branch(Conversation conversation) {
        return sessions.load(conversation.session()).branch();
    }

    /** Appends messages to a conversation; returns them as its client sees them. */
    public CompletableFuture<List<Node>> add(RequestScope asker, Conversation conversation, List<Message> messages) {
        RunId by = RunId.at(clock.instant());
        List<Node> added = messages.stream()
                .map(message -> new Node("", null, message, true, false, by.toString(), conversation.created())).toList();
        return commits.submit(append(asker, conversation, by, messages)).thenApply(done -> added);
    }

    /** @param by the id under which the messages are added */
    private Write append(RequestScope asker, Conversation conversation, RunId by, List<Message> messages) {
        String head = sessions.load(conversation.session(), HistoryWindow.HEAD).head().map(Node::id).orElse(null);
        Attribution attribution = Attribution.of(asker, by.toString(), SOURCE, "");
        return sessions.append(conversation.session(), new TurnRecord(attribution, new BranchPoint(List.of(), head, messages),
                clock.instant(), List.of(), Usage.NONE, true));
    }

    /**
     * Removes a message, or parts of it, from a conversation.
     *
     * @param rest the parts to keep; empty to remove the message
     */
    public CompletableFuture<Void> reduce(Conversation conversation, Node node, List<Part> rest) {
        return commits.submit(rest.isEmpty() ? nodes.remove(conversation.session(), node.id())
                : nodes.reduce(conversation.session(), node.id(), rest));
    }
}
