package dev.talaria.session;

import dev.talaria.message.DocumentPrompt;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import java.util.List;
import java.util.Locale;

/** The text by which sessions are found and shown in a list. Folded here and not by a database: they differ in which letters they know. */
public final class SearchText {
    /** How much of one message is searched. */
    static final int MOST_WORDS = 20_000;
    private static final int PREVIEW = 60;

    private SearchText() {
    }

    /** What people and models said, in lower case; null for a tool's message or none. */
    public static String words(Message message) {
        boolean spoken = message.role() == Role.USER || message.role() == Role.ASSISTANT;
        String text = spoken ? message.text() : "";
        return text.isBlank() ? null : fold(PartsJson.whole(cut(text, MOST_WORDS)));
    }

    public static String fold(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** A pattern for {@code LIKE … ESCAPE '!'} that finds the text anywhere, whatever is in it. */
    public static String pattern(String text) {
        return '%' + fold(text).replace("!", "!!").replace("%", "!%").replace("_", "!_") + '%';
    }

    /** The beginning of what the first user message asks, on one line; null where there is none. */
    public static String preview(List<Message> messages) {
        return messages.stream().filter(message -> message.role() == Role.USER && !message.text().isBlank()).findFirst()
                .map(message -> PartsJson.whole(shortened(asked(message.text())))).orElse(null);
    }

    private static String asked(String text) {
        String question = DocumentPrompt.question(text);
        return question.isBlank() ? text : question;
    }

    private static String shortened(String text) {
        String line = cut(text, MOST_WORDS).strip().replaceAll("\\s+", " ");
        return line.codePointCount(0, line.length()) <= PREVIEW ? line : line.substring(0, line.offsetByCodePoints(0, PREVIEW - 1)) + "…";
    }

    /** Never between the halves of a surrogate pair. */
    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }
}
