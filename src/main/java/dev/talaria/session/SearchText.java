package dev.talaria.session;

import dev.talaria.error.ApiException;
import dev.talaria.json.Json;
import dev.talaria.message.DocumentPrompt;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.text.Truncation;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The text by which sessions are searched and listed. Its case is folded here and not in the database, because databases know different
 * letters.
 */
public final class SearchText {
    /** How much of one message is searched, in {@code char}s. */
    static final int MAX_WORDS = 20_000;
    private static final int PREVIEW = 60;
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private SearchText() {
    }

    /** A search text, matched in any case. */
    public static final class SearchTerm {
        private static final String TEXT = "{\"type\":\"text\"";

        private final String folded;
        /** Its form in stored JSON; null if it may have several forms there. */
        private final String plain;

        private SearchTerm(String text) {
            folded = fold(text);
            plain = folded.chars().allMatch(c -> c == ' ' || Character.isLetterOrDigit(c)) ? folded : null;
        }

        public boolean isIn(String text) {
            return fold(text).contains(folded);
        }

        /** Returns whether a user's or assistant's message, given by its stored parts, contains the text. */
        public boolean isInMessage(String parts) {
            int first = parts.indexOf(TEXT);
            if (first < 0) {
                return false;
            }
            boolean one = parts.indexOf(TEXT, first + 1) < 0;
            if (one && plain != null && !isIn(parts)) {
                return false;
            }
            try {
                return isIn(Truncation.start(new Message(Role.USER, PartsJson.read(parts), null).text(), MAX_WORDS));
            } catch (ApiException e) {
                // A newer release wrote this message; the others can still be searched.
                return false;
            }
        }
    }

    public static SearchTerm searchTerm(String text) {
        return new SearchTerm(text);
    }

    private static String fold(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** Returns the beginning of the first user message's question, on one line; null if there is none. */
    public static String preview(List<Message> messages) {
        for (Message message : messages) {
            if (message.role() == Role.USER && !message.text().isBlank()) {
                return Json.repaired(shortened(asked(Truncation.ends(message.text(), MAX_WORDS))));
            }
        }
        return null;
    }

    private static String asked(String text) {
        String question = DocumentPrompt.question(text);
        return question.isBlank() ? text : question;
    }

    private static String shortened(String text) {
        return Truncation.preview(BLANKS.matcher(Truncation.start(text, MAX_WORDS).strip()).replaceAll(" "), PREVIEW);
    }
}
