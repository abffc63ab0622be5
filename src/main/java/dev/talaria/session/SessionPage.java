package dev.talaria.session;

import java.util.List;

/**
 * A part of a list of sessions.
 *
 * @param more whether others follow
 */
public record SessionPage(List<Session> sessions, boolean more) {
    public SessionPage {
        sessions = List.copyOf(sessions);
    }
}
