package dev.talaria.memory.local;

import dev.talaria.scope.SessionRef;

/** How a session of a scope is named in its rows: by its id alone where the whole tenant owns it, else by owner and id. */
final class SessionNames {
    /** Neither an owner nor an id holds a control character. */
    private static final char BETWEEN = '\u001F';

    private SessionNames() {
    }

    static String of(SessionRef session) {
        return session.owner().isEmpty() ? session.id() : session.owner() + BETWEEN + session.id();
    }

    /** The id by which its owner knows the session. */
    static String id(String name) {
        return name.substring(name.lastIndexOf(BETWEEN) + 1);
    }
}
