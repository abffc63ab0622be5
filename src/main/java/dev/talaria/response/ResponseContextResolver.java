package dev.talaria.response;

import dev.talaria.error.ErrorCode;
import dev.talaria.message.Message;
import dev.talaria.scope.Preferences;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.session.AttachMode;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** Resolves the context of a response: a chain, a conversation, a session that the client named, or a new one. Blocks for the database. */
final class ResponseContextResolver {
    private final ResponseStore responses;
    private final ConversationStore conversations;
    private final Predicate<String> underWay;
    private final Clock clock;

    /** @param underWay tells by its hex digits whether a response has not ended yet */
    ResponseContextResolver(ResponseStore responses, ConversationStore conversations, Predicate<String> underWay, Clock clock) {
        this.responses = responses;
        this.conversations = conversations;
        this.underWay = underWay;
        this.clock = clock;
    }

    /** @throws dev.talaria.error.ApiException {@code response_not_found}, {@code conversation_not_found}, or a 400 */
    ResponseContext of(RequestScope asked, ResponseContext.Wish wish, List<Message> messages) {
        AttachMode wins = !wish.history() ? null : new AttachMode.ByHistory(Preferences.History.CLIENT);
        if (wish.previous() != null) {
            return chained(asked, wish, wins, messages);
        }
        if (wish.conversation() != null) {
            return conversing(asked, wish, wins, messages);
        }
        boolean named = !asked.session().derived();
        return new ResponseContext(asked, named ? wins : new AttachMode.AtHead(), null, null, named, wish.instructions(), messages);
    }

    private ResponseContext chained(RequestScope asked, ResponseContext.Wish wish, AttachMode wins, List<Message> messages) {
        String hex = Chain.hex(wish.previous());
        if (underWay.test(hex)) {
            throw Chain.underWay();
        }
        Chain chain = Chain.find(responses, asked, wish.previous());
        SessionRef asker = asked.session();
        Conversation conversation = Optional.ofNullable(chain.previous().head().conversation())
                .flatMap(name -> conversations.find(asked, name)).orElse(null);
        return new ResponseContext(chain.scope(asked), wins != null ? wins : chain.attachMode(), hex, conversation,
                !asker.derived() || conversation != null, chain.instructions(wish.instructions()), messages);
    }

    private ResponseContext conversing(RequestScope asked, ResponseContext.Wish wish, AttachMode wins, List<Message> messages) {
        String name = wish.conversation();
        Optional<Conversation> known = conversations.find(asked, name);
        if (known.isEmpty() && name.startsWith(Conversation.PREFIX)) {
            throw ErrorCode.CONVERSATION_NOT_FOUND.at("conversation", "Conversation not found: " + name);
        }
        Conversation conversation = known.orElseGet(() -> named(asked, name));
        Chain.checkSession(asked, conversation.session());
        Optional<Chain> latest = responses.latest(conversation.session()).map(Chain::new);
        RequestScope scope = latest.map(chain -> chain.scope(asked)).orElseGet(() -> asked.withSession(conversation.session()));
        String instructions = latest.map(chain -> chain.instructions(wish.instructions())).orElse(wish.instructions());
        return new ResponseContext(scope, wins != null ? wins : new AttachMode.AtHead(), null, conversation, true, instructions, messages);
    }

    /**
     * Returns the conversation of a free name. Its id derives from the name, because two concurrent first turns must create one
     * conversation.
     */
    private Conversation named(RequestScope asked, String alias) {
        SessionRef asker = asked.session();
        String name = asker.tenant().length() + ":" + asker.tenant() + asker.owner().length() + ":" + asker.owner()
                + (asked.agents().within() == null ? "" : "/" + asked.agents().within() + "/") + alias;
        String id = Conversation.PREFIX + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString().replace("-", "");
        SessionRef session = asker.derived() ? SessionRef.named(asker.tenant(), asker.owner(), id) : asker;
        return new Conversation(id, session, alias, asked.agentOrEmpty(), JsonValue.EMPTY_JSON_OBJECT, clock.instant());
    }
}
