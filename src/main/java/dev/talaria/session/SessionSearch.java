package dev.talaria.session;

/**
 * Which sessions of an owner are wanted.
 *
 * @param source null for any
 * @param text   to be found in the title or in a message, in any case; null for any
 */
public record SessionSearch(String source, String text, int limit, int offset) {
    public SessionSearch {
        if (limit < 1 || offset < 0) {
            throw new IllegalArgumentException("a page begins at 0 or later and holds something");
        }
    }
}
