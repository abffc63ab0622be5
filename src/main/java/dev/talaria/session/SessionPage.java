package dev.talaria.session;

import java.util.List;

/**
 * A page of a list of sessions.
 *
 * @param more whether further sessions follow
 */
public record SessionPage(List<Session> sessions, boolean more) {
    public SessionPage {
        sessions = List.copyOf(sessions);
    }
}
