package dev.talaria.api.http.request;

import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.text.TextPatterns;
import java.util.List;

/**
 * Tells a chat client's background task (a title, tags, follow-ups) from a turn of a conversation by its words.
 * Immutable, safe for many threads.
 */
public final class TaskPatterns {
    private static final int LOOKED_AT = 2_000;

    private final TextPatterns patterns;

    /**
     * @param expressions regular expressions; one that finds something is enough
     * @throws java.util.regex.PatternSyntaxException where one of them is none
     */
    public TaskPatterns(List<String> expressions) {
        patterns = new TextPatterns(expressions, LOOKED_AT);
    }

    /**
     * Whether this is one whole reply wanted to a lone user message that one of the patterns finds in its first 2,000 characters.
     *
     * @param tools whether the client offers tools of its own, which no background task does
     */
    public boolean match(boolean stream, boolean tools, List<Message> conversation) {
        if (stream || tools || conversation.size() != 1) {
            return false;
        }
        Message only = conversation.get(0);
        return only.role() == Role.USER && patterns.find(only.text());
    }
}
