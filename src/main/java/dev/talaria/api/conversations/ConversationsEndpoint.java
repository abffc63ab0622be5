package dev.talaria.api.conversations;

import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.request.BodyFacts;
import dev.talaria.api.http.request.Metadata;
import dev.talaria.audit.AuditAction;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import dev.talaria.response.Conversation;
import dev.talaria.response.ConversationService;
import java.util.List;

/** Creates, shows, updates and deletes conversations. Immutable, safe for many threads. */
public final class ConversationsEndpoint implements Endpoint {
    private static final String PATH = "/v1/conversations";
    private static final String ONE = PATH + "/{conversation}";

    private final ConversationService conversations;
    private final ConversationItems items;

    public ConversationsEndpoint(ConversationService conversations) {
        this.conversations = conversations;
        this.items = new ConversationItems(conversations);
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("conversations", PATH, this::create).with("conversations_api"),
                Route.get("conversation_get", ONE, exchange -> exchange.reply(shown(find(exchange)))),
                Route.post("conversation_update", ONE, this::update),
                Route.delete("conversation_delete", ONE, this::delete).audited(AuditAction.CONVERSATION_DELETE),
                Route.get("conversation_items", ONE + "/items", items::list),
                Route.post("conversation_items_add", ONE + "/items", items::add),
                Route.get("conversation_item_get", ONE + "/items/{item}", items::get),
                Route.delete("conversation_item_delete", ONE + "/items/{item}", items::delete));
    }

    private Conversation find(Exchange exchange) {
        return find(conversations, exchange);
    }

    /** Returns the caller's conversation by the id or alias in the path; blocks for the database. */
    static Conversation find(ConversationService conversations, Exchange exchange) {
        return conversations.find(exchange.scope(BodyFacts.NONE), exchange.parameter("conversation"));
    }

    private void create(Exchange exchange) {
        JsonBody body = exchange.body();
        exchange.reply(conversations.create(exchange.scope(BodyFacts.NONE), Metadata.of(body), ConversationItems.messages(body))
                .thenApply(ConversationsEndpoint::shown));
    }

    private void update(Exchange exchange) {
        JsonBody body = exchange.body();
        Conversation conversation = find(exchange);
        if (!body.has("metadata")) {
            throw ErrorCode.MISSING_FIELD.at("metadata", "Missing 'metadata'");
        }
        exchange.reply(conversations.describe(conversation, Metadata.of(body)).thenApply(ConversationsEndpoint::shown));
    }

    private void delete(Exchange exchange) {
        Conversation conversation = find(exchange);
        exchange.reply(conversations.delete(conversation)
                .thenApply(done -> Reply.deleted("conversation.deleted", conversation.id())));
    }

    static Reply shown(Conversation conversation) {
        return Reply.ok(Json.object(json -> json.write("id", conversation.id()).write("object", "conversation")
                .write("created_at", conversation.created().getEpochSecond()).write("metadata", conversation.metadata())));
    }
}
