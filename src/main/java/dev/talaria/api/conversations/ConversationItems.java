package dev.talaria.api.conversations;

import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.request.BodyFacts;
import dev.talaria.api.items.InputItem;
import dev.talaria.api.items.InputItems;
import dev.talaria.api.items.Item;
import dev.talaria.api.items.ItemFormat;
import dev.talaria.api.items.ItemPage;
import dev.talaria.api.items.TurnItems;
import dev.talaria.api.items.TurnItems.Placed;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.JsonBody;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.response.Conversation;
import dev.talaria.response.ConversationService;
import dev.talaria.session.Node;
import java.util.ArrayList;
import java.util.List;

/** The items of a conversation: its session's branch, item by item. Immutable, safe for many threads. */
final class ConversationItems {
    /** OpenAI's limit. */
    private static final int MAX_AT_ONCE = 20;

    private final ConversationService conversations;

    ConversationItems(ConversationService conversations) {
        this.conversations = conversations;
    }

    void list(Exchange exchange) {
        Conversation conversation = ConversationsEndpoint.find(conversations, exchange);
        exchange.reply(ItemPage.of(exchange).of(placed(conversation).stream().map(Placed::item).toList()));
    }

    void get(Exchange exchange) {
        exchange.reply(Reply.ok(find(exchange, ConversationsEndpoint.find(conversations, exchange)).item().json().toString()));
    }

    /** Adds the items of the body and replies with them. */
    void add(Exchange exchange) {
        JsonBody body = exchange.body();
        Conversation conversation = ConversationsEndpoint.find(conversations, exchange);
        List<Message> messages = messages(body);
        if (messages.isEmpty()) {
            throw ErrorCode.MISSING_FIELD.at("items", "Missing 'items'");
        }
        exchange.reply(conversations.add(exchange.scope(BodyFacts.NONE), conversation, messages).thenApply(added -> {
            List<Item> items = TurnItems.sent(added, ItemFormat.PLAIN);
            return new ItemPage(items.size(), true, null).of(items);
        }));
    }

    /** Returns the messages of {@code items}; none if it is absent. */
    static List<Message> messages(JsonBody body) {
        List<InputItem> items = InputItems.list(body, "items");
        if (items.size() > MAX_AT_ONCE) {
            throw ErrorCode.INVALID_VALUE.at("items", "'items' must hold at most " + MAX_AT_ONCE + " items");
        }
        List<Message> messages = new ArrayList<>();
        for (InputItem item : items) {
            if (item instanceof InputItem.MessageInput messageInput) {
                messages.add(messageInput.message());
            } else if (item instanceof InputItem.Referred reference) {
                throw ErrorCode.UNSUPPORTED_PARAMETER.at(reference.path(), "Item references cannot be added");
            }
        }
        return InputItems.joined(messages);
    }

    /** Deletes one item; the others of its message stay. */
    void delete(Exchange exchange) {
        Conversation conversation = ConversationsEndpoint.find(conversations, exchange);
        Placed placed = find(exchange, conversation);
        Node node = placed.node();
        List<Part> rest = node.message().parts().stream().filter(part -> !belongs(part, placed)).toList();
        exchange.reply(conversations.reduce(conversation, node, rest).thenApply(done -> ConversationsEndpoint.shown(conversation)));
    }

    private static boolean belongs(Part part, Placed placed) {
        if (placed.part() == null) {
            return true;
        }
        boolean words = placed.part() instanceof Part.Text || placed.part() instanceof Part.Refusal;
        return words && placed.node().message().role() == Role.ASSISTANT ? part instanceof Part.Text || part instanceof Part.Refusal
                : part == placed.part();
    }

    private Placed find(Exchange exchange, Conversation conversation) {
        String id = exchange.parameter("item");
        return placed(conversation).stream().filter(placed -> placed.item().id().equals(id)).findFirst()
                .orElseThrow(() -> ErrorCode.NOT_FOUND.because("Item not found: " + id));
    }

    private List<Placed> placed(Conversation conversation) {
        return TurnItems.all(conversations.branch(conversation), ItemFormat.PLAIN);
    }
}
