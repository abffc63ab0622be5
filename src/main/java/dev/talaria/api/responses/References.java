package dev.talaria.api.responses;

import dev.talaria.api.http.item.InputItem;
import dev.talaria.api.http.item.ItemIds;
import dev.talaria.api.http.item.TurnItems;
import dev.talaria.error.ErrorCode;
import dev.talaria.message.Message;
import dev.talaria.response.ResponseStore;
import dev.talaria.run.RunId;
import dev.talaria.scope.SessionRef;
import dev.talaria.session.SessionStore;

/** Finds the items of earlier responses that a client means by their ids. Blocks for the database. */
final class References {
    private final ResponseStore responses;
    private final SessionStore sessions;

    References(ResponseStore responses, SessionStore sessions) {
        this.responses = responses;
        this.sessions = sessions;
    }

    /**
     * The message that the item is, without parts for one that no model is told.
     *
     * @throws dev.talaria.error.ApiException {@code not_found} where its owner has no such item
     */
    Message resolve(SessionRef asker, InputItem.Referred reference) {
        return ItemIds.runOf(reference.id())
                .flatMap(run -> responses.find(asker.tenant(), asker.owner(), run)
                        .flatMap(response -> TurnItems.all(sessions.turn(response.head().session(), new RunId(run).toString())).stream()
                                .filter(placed -> placed.item().id().equals(reference.id())).findFirst()))
                .map(TurnItems::messageOf)
                .orElseThrow(() -> ErrorCode.NOT_FOUND.at(reference.path() + ".id", "Item with id '" + reference.id() + "' not found"));
    }
}
