package dev.talaria.api.conversations;

import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.request.BodyFacts;
import dev.talaria.api.http.request.Metadata;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import dev.talaria.message.Message;
import dev.talaria.response.Conversation;
import dev.talaria.run.RunId;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Write;
import jakarta.json.JsonObject;
import java.util.List;

/** Conversations: made, looked at, described, deleted. Immutable, safe for many threads. */
public final class ConversationsEndpoint implements Endpoint {
    private static final String PATH = "/v1/conversations";
    private static final String ONE = PATH + "/{conversation}";

    private final ConversationParts parts;
    private final ConversationItems items;

    public ConversationsEndpoint(ConversationParts parts) {
        this.parts = parts;
        this.items = new ConversationItems(parts);
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("conversations", PATH, this::create).with("conversations_api"),
                Route.get("conversation_get", ONE, exchange -> exchange.reply(shown(find(parts, exchange)))),
                Route.post("conversation_update", ONE, this::update),
                Route.delete("conversation_delete", ONE, this::delete),
                Route.get("conversation_items", ONE + "/items", items::list),
                Route.post("conversation_items_add", ONE + "/items", items::add),
                Route.get("conversation_item_get", ONE + "/items/{item}", items::get),
                Route.delete("conversation_item_delete", ONE + "/items/{item}", items::delete));
    }

    /**
     * The asker's conversation that the path names, by its id or its alias; blocks for the database.
     *
     * @throws dev.talaria.error.ApiException {@code conversation_not_found}
     */
    static Conversation find(ConversationParts parts, Exchange exchange) {
        SessionRef asker = exchange.scope(BodyFacts.NONE).session();
        String name = exchange.parameter("conversation");
        return parts.conversations().find(asker.tenant(), asker.owner(), name)
                .orElseThrow(() -> ErrorCode.CONVERSATION_NOT_FOUND.because("Conversation not found: " + name));
    }

    private void create(Exchange exchange) {
        JsonBody body = exchange.body();
        RequestScope asker = exchange.scope(BodyFacts.NONE);
        String id = Conversation.PREFIX + RunId.at(parts.clock().instant()).hex();
        SessionRef session = asker.session().derived() ? SessionRef.named(asker.session().tenant(), asker.session().owner(), id)
                : asker.session();
        Conversation conversation = new Conversation(id, session, null, Metadata.of(body), parts.clock().instant());
        List<Message> first = ConversationItems.messages(body);
        Write write = parts.conversations().create(conversation);
        Write whole = first.isEmpty() ? write : write.and(items.append(asker, conversation, RunId.at(parts.clock().instant()), first));
        exchange.reply(parts.commits().submit(whole).thenApply(done -> shown(conversation)));
    }

    private void update(Exchange exchange) {
        JsonBody body = exchange.body();
        Conversation conversation = find(parts, exchange);
        if (!body.has("metadata")) {
            throw ErrorCode.MISSING_FIELD.at("metadata", "Missing 'metadata'");
        }
        JsonObject metadata = Metadata.of(body);
        Conversation described = new Conversation(conversation.id(), conversation.session(), conversation.alias(), metadata,
                conversation.created());
        exchange.reply(parts.commits().submit(parts.conversations().describe(conversation, metadata)).thenApply(done -> shown(described)));
    }

    /** What was said stays readable by its responses; a session of its own begins afresh for whoever takes the name again. */
    private void delete(Exchange exchange) {
        Conversation conversation = find(parts, exchange);
        boolean own = conversation.session().id().equals(conversation.id());
        Write write = parts.conversations().delete(conversation);
        Write whole = own ? write.and(parts.nodes().restart(conversation.session())) : write;
        exchange.reply(parts.commits().submit(whole).thenApply(done -> Reply.deleted("conversation.deleted", conversation.id())));
    }

    static Reply shown(Conversation conversation) {
        return Reply.ok(Json.object(json -> json.write("id", conversation.id()).write("object", "conversation")
                .write("created_at", conversation.created().getEpochSecond()).write("metadata", conversation.metadata())));
    }
}
