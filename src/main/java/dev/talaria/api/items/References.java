package dev.talaria.api.items;

import dev.talaria.error.ErrorCode;
import dev.talaria.message.Message;
import dev.talaria.response.ResponseStore;
import dev.talaria.run.RunId;
import dev.talaria.scope.RequestScope;
import dev.talaria.session.SessionStore;
import java.util.List;

/** Resolves references to items of earlier responses. Blocks for the database. */
public final class References {
    private final ResponseStore responses;
    private final SessionStore sessions;

    public References(ResponseStore responses, SessionStore sessions) {
        this.responses = responses;
        this.sessions = sessions;
    }

    /**
     * Returns the messages of a list of items, in the form for a model.
     *
     * @throws dev.talaria.error.ApiException {@code not_found} if the asker's owner has no such item
     */
    public List<Message> resolve(RequestScope asker, List<InputItem> items) {
        return InputItems.joined(items.stream().filter(item -> !(item instanceof InputItem.PassedOver))
                .map(item -> item instanceof InputItem.Referred reference ? resolve(asker, reference)
                : ((InputItem.MessageInput) item).message())
                .toList());
    }

    /** Returns the item's message, without parts if no model is given it. */
    private Message resolve(RequestScope asker, InputItem.Referred reference) {
        return ItemIds.runOf(reference.id())
                .flatMap(run -> responses.find(asker, run)
                        .flatMap(response -> TurnItems.all(
                                sessions.turn(response.head().session(), new RunId(run).toString(), response.node()),
                                ItemFormat.of(response.head().echo())).stream()
                                .filter(placed -> placed.item().id().equals(reference.id())).findFirst()))
                .map(TurnItems::messageOf)
                .orElseThrow(() -> ErrorCode.NOT_FOUND.at(reference.path() + ".id", "Item with id '" + reference.id() + "' not found"));
    }
}
