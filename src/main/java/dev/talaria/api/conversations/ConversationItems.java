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
import dev.talaria.message.Usage;
import dev.talaria.response.Conversation;
import dev.talaria.run.RunId;
import dev.talaria.scope.RequestScope;
import dev.talaria.session.Attribution;
import dev.talaria.session.BranchPoint;
import dev.talaria.session.HistoryWindow;
import dev.talaria.session.Node;
import dev.talaria.session.Transcript;
import dev.talaria.session.TurnRecord;
import dev.talaria.store.Write;
import java.util.ArrayList;
import java.util.List;

/** The items of a conversation: its session's branch, item by item. Immutable, safe for many threads. */
final class ConversationItems {
    private static final String SOURCE = "conversations";
    /** As OpenAI bounds it. */
    private static final int MAX_AT_ONCE = 20;

    private final ConversationParts parts;

    ConversationItems(ConversationParts parts) {
        this.parts = parts;
    }

    void list(Exchange exchange) {
        Conversation conversation = ConversationsEndpoint.find(parts, exchange);
        exchange.reply(ItemPage.of(exchange).of(placed(conversation).stream().map(Placed::item).toList()));
    }

    void get(Exchange exchange) {
        exchange.reply(Reply.ok(find(exchange, ConversationsEndpoint.find(parts, exchange)).item().json().toString()));
    }

    /** Adds what the body lists and shows it. */
    void add(Exchange exchange) {
        JsonBody body = exchange.body();
        Conversation conversation = ConversationsEndpoint.find(parts, exchange);
        List<Message> messages = messages(body);
        if (messages.isEmpty()) {
            throw ErrorCode.MISSING_FIELD.at("items", "Missing 'items'");
        }
        RunId by = RunId.at(parts.clock().instant());
        List<Item> added = TurnItems.sent(messages.stream().map(message -> new Node("", null, message, true, false, by.toString(),
                conversation.created())).toList(), ItemFormat.PLAIN);
        Write write = append(exchange.scope(BodyFacts.NONE), conversation, by, messages);
        exchange.reply(parts.commits().submit(write).thenApply(done -> new ItemPage(added.size(), true, null).of(added)));
    }

    /** The messages of {@code items}; none where it is absent. */
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
                throw ErrorCode.UNSUPPORTED_PARAMETER.at(reference.path(), "References cannot be added");
            }
        }
        return InputItems.joined(messages);
    }

    /**
     * Puts messages at the end of the conversation. Blocks for the database.
     *
     * @param by names what is added
     */
    Write append(RequestScope asker, Conversation conversation, RunId by, List<Message> messages) {
        Transcript stored = parts.sessions().load(conversation.session(), HistoryWindow.HEAD);
        BranchPoint end = new BranchPoint(List.of(), stored.head().map(Node::id).orElse(null), messages);
        Attribution attribution = Attribution.of(asker, by.toString(), SOURCE, "");
        return parts.sessions().append(conversation.session(),
                new TurnRecord(attribution, end, parts.clock().instant(), List.of(), Usage.NONE, true));
    }

    /** Takes one item out; what stands in the same message with it stays. */
    void delete(Exchange exchange) {
        Conversation conversation = ConversationsEndpoint.find(parts, exchange);
        Placed placed = find(exchange, conversation);
        Node node = placed.node();
        List<Part> rest = node.message().parts().stream().filter(part -> !belongs(part, placed)).toList();
        Write write = rest.isEmpty() ? parts.nodes().remove(conversation.session(), node.id())
                : parts.nodes().reduce(conversation.session(), node.id(), rest);
        exchange.reply(parts.commits().submit(write).thenApply(done -> ConversationsEndpoint.shown(conversation)));
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
        return TurnItems.all(parts.sessions().load(conversation.session()).branch(), ItemFormat.PLAIN);
    }
}
