package dev.talaria.session;

/**
 * What changes in a session.
 *
 * @param titled    whether the title does
 * @param title     null takes it away
 * @param ends      whether its end does
 * @param endReason null lets it go on
 */
public record SessionPatch(boolean titled, String title, boolean ends, String endReason) {
}
