package dev.talaria.memory.local;

import dev.talaria.memory.Incoming;
import dev.talaria.memory.Peer;
import dev.talaria.memory.ProfileChange;
import dev.talaria.memory.profile.Statement;
import dev.talaria.message.Role;
import java.util.List;
import java.util.Optional;

/**
 * What a message says of the user who typed it, found before the transaction that stores the message.
 *
 * @param changes what the user has changed of it elsewhere
 */
record ProfileNote(Peer speaker, List<Statement> statements, List<ProfileChange> changes) {

    /** @param author the name of the participant; null if unknown */
    static ProfileNote of(Peer peer, Role role, String author, String text) {
        return new ProfileNote(peer.saying(author), role == Role.USER ? StatementsAhead.read(text) : List.of(), List.of());
    }

    static ProfileNote of(Peer peer, Draft draft, StatementsAhead ahead) {
        return new ProfileNote(peer.saying(draft.author()), draft.role() == Role.USER ? ahead.of(String.join("", draft.passages()))
                : List.of(), List.of());
    }

    static ProfileNote of(Peer peer, Incoming message) {
        ProfileNote said = of(peer, message.role(), message.author(), message.text());
        return new ProfileNote(said.speaker(), said.statements(), message.profile());
    }

    /** Returns the change of the statement at this place, unless what stands there is of another kind. */
    Optional<ProfileChange> change(int place) {
        return changes.stream().filter(change -> change.place() == place
                && change.kind().equals(statements.get(place).trait().wire())).findFirst();
    }
}
