package dev.talaria.session;

import dev.talaria.scope.Preferences;

/**
 * How much of a session a turn must load to find its branch point, however large the session is.
 *
 * @param end    the last node of the branch; null for the head
 * @param branch how many nodes of that branch, from its end upwards
 * @param beside how many of the session's oldest and how many of its newest nodes, on any branch; 0 for none
 */
public record HistoryWindow(String end, int branch, int beside) {
    /** How many messages of history a turn loads. */
    public static final int HISTORY = 200;
    /** The head alone. */
    public static final HistoryWindow HEAD = new HistoryWindow(null, 1, 0);
    /** Nodes for each message that a client repeats: one with server tool steps is several nodes. */
    private static final int NODES_EACH = 4;

    /**
     * @param attachMode how the turn attaches
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
