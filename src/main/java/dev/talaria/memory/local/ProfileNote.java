package dev.talaria.memory.local;

import dev.talaria.memory.Peer;
import dev.talaria.memory.profile.Statement;
import dev.talaria.message.Role;
import java.util.List;

/** What a message says of the user who typed it, found before the transaction that stores the message. */
record ProfileNote(Peer speaker, List<Statement> statements) {

    /** @param author the name of the participant; null if unknown */
    static ProfileNote of(Peer peer, Role role, String author, String text) {
        return new ProfileNote(peer.saying(author), role == Role.USER ? StatementsAhead.read(text) : List.of());
    }

    static ProfileNote of(Peer peer, Draft draft, StatementsAhead ahead) {
        return new ProfileNote(peer.saying(draft.author()), draft.role() == Role.USER ? ahead.of(String.join("", draft.passages()))
                : List.of());
    }
}
