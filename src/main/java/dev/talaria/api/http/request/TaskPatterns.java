package dev.talaria.api.http.request;

import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.text.TextPatterns;
import java.util.List;

/** Recognizes a chat client's background task (a title, tags, follow-ups) by its text. Immutable, safe for many threads. */
public final class TaskPatterns {
    private static final int LOOKED_AT = 2_000;

    private final TextPatterns patterns;

    /**
     * @param expressions regular expressions; one match is enough
     * @throws java.util.regex.PatternSyntaxException if one of them is invalid
     */
    public TaskPatterns(List<String> expressions) {
        patterns = new TextPatterns(expressions, LOOKED_AT);
    }

    /**
     * Returns whether the request wants one complete reply to a lone user message whose first 2,000 characters match a pattern.
     *
     * @param tools whether the client offers its own tools, which no background task does
     */
    public boolean match(boolean stream, boolean tools, List<Message> conversation) {
        if (stream || tools || conversation.size() != 1) {
            return false;
        }
        Message only = conversation.get(0);
        return only.role() == Role.USER && patterns.find(only.text());
    }
}
