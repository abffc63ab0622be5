package dev.talaria.session;

/**
 * Selects sessions of an owner.
 *
 * @param source null for any
 * @param text   a text in the title or a message, in any case; null for any
 */
public record SessionSearch(String source, String text, int limit, int offset) {
    public SessionSearch {
        if (limit < 1 || offset < 0) {
            throw new IllegalArgumentException("a page must start at 0 or later and hold at least one session");
        }
    }
}
