package dev.talaria.session;

import dev.talaria.scope.Preferences;

/**
 * How much of a session a turn must see to find its place, whatever else the session holds.
 *
 * @param end    the node at which the branch ends; null for the conversation's head
 * @param branch how many nodes of that branch, from its end upwards
 * @param beside how many of the session's oldest and how many of its newest nodes, on whichever branch; 0 for none
 */
public record HistoryWindow(String end, int branch, int beside) {
    /** How many messages of a conversation a turn goes on from. */
    public static final int HISTORY = 200;
    /** Where the conversation ends, and no more. */
    public static final HistoryWindow HEAD = new HistoryWindow(null, 1, 0);
    /** A message that a client sends again may be several nodes, where server tools helped with it. */
    private static final int NODES_EACH = 4;

    /**
     * @param attachMode what the turn asks for
     * @param sent how many messages the client has sent; each may repeat one that is stored
     */
    public static HistoryWindow of(AttachMode attachMode, int sent) {
        int repeated = sent > 1 ? NODES_EACH * sent : 0;
        if (attachMode instanceof AttachMode.After after) {
            return new HistoryWindow(after.node(), HISTORY + repeated, 0);
        }
        if (attachMode instanceof AttachMode.ByHistory by) {
            boolean along = by.mode() == Preferences.History.CLIENT || by.mode() == Preferences.History.AUTO && sent > 1;
            return new HistoryWindow(null, HISTORY, along ? HISTORY + repeated : 0);
        }
        return new HistoryWindow(null, HISTORY + repeated, 0);
    }
}
