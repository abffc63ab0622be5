package dev.talaria.api.responses;

import dev.talaria.api.http.item.InputItem;
import dev.talaria.api.http.item.InputItems;
import dev.talaria.error.ErrorCode;
import dev.talaria.message.Message;
import dev.talaria.response.Conversation;
import dev.talaria.response.ConversationStore;
import dev.talaria.response.ResponseStore;
import dev.talaria.response.StoredResponse;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.Preferences;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.session.Join;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** Finds where a response belongs: in a chain, a conversation, a session of its client or one of its own. Blocks for the database. */
final class Sites {
    private static final String SESSION_HEADER = "X-Hermes-Session-Id";

    private final ResponseStore responses;
    private final ConversationStore conversations;
    private final References references;
    private final Predicate<String> underWay;
    private final Clock clock;

    /** @param underWay whether a response, by its hex digits, has not ended yet */
    Sites(ResponseStore responses, ConversationStore conversations, References references, Predicate<String> underWay, Clock clock) {
        this.responses = responses;
        this.conversations = conversations;
        this.references = references;
        this.underWay = underWay;
        this.clock = clock;
    }

    /** @throws dev.talaria.error.ApiException {@code response_not_found}, {@code conversation_not_found}, or a 400 */
    Site of(RequestScope asked, ResponseRequest request) {
        List<Message> messages = messages(asked, request);
        Join wins = request.history() == null ? null : new Join.ByHistory(Preferences.History.CLIENT);
        if (request.previous() != null) {
            return chained(asked, request, wins, messages);
        }
        if (request.conversation() != null) {
            return conversing(asked, request, wins, messages);
        }
        boolean named = !asked.session().derived();
        return new Site(asked, named ? wins : new Join.AtHead(), null, null, named, request.instructions(), messages);
    }

    private List<Message> messages(RequestScope asked, ResponseRequest request) {
        List<InputItem> items = new ArrayList<>(request.history() == null ? List.of() : request.history());
        items.addAll(request.input());
        return InputItems.joined(items.stream().map(item -> item instanceof InputItem.Referred referred
                ? references.resolve(asked.session(), referred) : ((InputItem.Said) item).message()).toList());
    }

    private Site chained(RequestScope asked, ResponseRequest request, Join wins, List<Message> messages) {
        String id = request.previous();
        String hex = id.startsWith(ResponseJson.ID_PREFIX) ? id.substring(ResponseJson.ID_PREFIX.length()) : "";
        SessionRef asker = asked.session();
        if (underWay.test(hex)) {
            throw ErrorCode.INVALID_VALUE.at("previous_response_id", "The previous response has not ended yet");
        }
        StoredResponse previous = responses.find(asker.tenant(), asker.owner(), hex).orElseThrow(() ->
                ErrorCode.RESPONSE_NOT_FOUND.at("previous_response_id", "Previous response not found: " + id));
        SessionRef session = previous.head().session();
        checkSession(asked, session);
        Join join = wins != null ? wins : previous.node() == null ? new Join.AtHead() : new Join.After(previous.node());
        Conversation conversation = Optional.ofNullable(previous.head().conversation())
                .flatMap(name -> conversations.find(asker.tenant(), asker.owner(), name)).orElse(null);
        return new Site(inChain(asked, session, previous), join, hex, conversation, !asker.derived() || conversation != null,
                instructions(request, previous), messages);
    }

    private Site conversing(RequestScope asked, ResponseRequest request, Join wins, List<Message> messages) {
        String name = request.conversation();
        SessionRef asker = asked.session();
        Optional<Conversation> known = conversations.find(asker.tenant(), asker.owner(), name);
        if (known.isEmpty() && name.startsWith(Conversation.PREFIX)) {
            throw ErrorCode.CONVERSATION_NOT_FOUND.at("conversation", "Conversation not found: " + name);
        }
        Conversation conversation = known.orElseGet(() -> named(asker, name));
        checkSession(asked, conversation.session());
        StoredResponse latest = responses.latest(conversation.session()).orElse(null);
        RequestScope scope = latest == null ? asked.withSession(conversation.session()) : inChain(asked, conversation.session(), latest);
        return new Site(scope, wins != null ? wins : new Join.AtHead(), null, conversation, true, instructions(request, latest), messages);
    }

    /** Two first turns at once must make one conversation, so a free name always gives the same id. */
    private Conversation named(SessionRef asker, String alias) {
        String name = asker.tenant().length() + ":" + asker.tenant() + asker.owner().length() + ":" + asker.owner() + alias;
        String id = Conversation.PREFIX + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString().replace("-", "");
        SessionRef session = asker.derived() ? SessionRef.named(asker.tenant(), asker.owner(), id) : asker;
        return new Conversation(id, session, alias, JsonValue.EMPTY_JSON_OBJECT, clock.instant());
    }

    private static void checkSession(RequestScope asked, SessionRef session) {
        if (!asked.session().derived() && !asked.session().id().equals(session.id())) {
            throw ErrorCode.INVALID_VALUE.at(SESSION_HEADER, SESSION_HEADER + " names another session than that of the conversation");
        }
    }

    /** A session key that was sent counts; without one the chain keeps its memory. */
    private static RequestScope inChain(RequestScope asked, SessionRef session, StoredResponse before) {
        String kept = before.head().memoryScope();
        MemoryScope memory = asked.sessionKey() != null || kept == null ? asked.memory() : new MemoryScope(session.tenant(), kept);
        return asked.in(session, memory);
    }

    private static String instructions(ResponseRequest request, StoredResponse before) {
        return request.instructions() != null || before == null ? request.instructions() : before.head().instructions();
    }
}
