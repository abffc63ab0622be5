package dev.talaria.session;

/**
 * A change of a session.
 *
 * @param titled    whether to change the title
 * @param title     null removes it
 * @param ends      whether to change the end
 * @param endReason null opens it again
 */
public record SessionPatch(boolean titled, String title, boolean ends, String endReason) {
}
