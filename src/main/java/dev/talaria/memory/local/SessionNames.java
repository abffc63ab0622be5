package dev.talaria.memory.local;

import dev.talaria.scope.SessionRef;

/** The names of sessions in a scope's rows: the id alone if the whole tenant owns the session, else owner and id. */
final class SessionNames {
    /** Neither an owner nor an id contains a control character. */
    static final char BETWEEN = '\u001F';

    private SessionNames() {
    }

    static String of(SessionRef session) {
        return session.owner().isEmpty() ? session.id() : session.owner() + BETWEEN + session.id();
    }

    /** Returns the id by which its owner knows the session. */
    static String id(String name) {
        return name.substring(name.lastIndexOf(BETWEEN) + 1);
    }

    /** Returns the owner; empty for the whole tenant. */
    static String owner(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf(BETWEEN)));
    }
}
