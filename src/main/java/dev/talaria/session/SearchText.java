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

/** The text by which sessions are found and shown in a list. Folded here and not by a database: they differ in which letters they know. */
public final class SearchText {
    /** How much of one message is searched. */
    static final int MAX_WORDS = 20_000;
    private static final int PREVIEW = 60;
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private SearchText() {
    }

    /** A text that is looked for, in any case. */
    public static final class SearchTerm {
        private static final String TEXT = "{\"type\":\"text\"";

        private final String folded;
        /** As it stands in stored JSON; null where it may stand there in several ways. */
        private final String plain;

        private SearchTerm(String text) {
            folded = fold(text);
            plain = folded.chars().allMatch(c -> c == ' ' || Character.isLetterOrDigit(c)) ? folded : null;
        }

        public boolean isIn(String text) {
            return fold(text).contains(folded);
        }

        /** Whether somebody says it in a message of a person or a model, given its parts as they are stored. */
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
                // A newer release wrote it; the others can be searched all the same.
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

    /** The beginning of what the first user message asks, on one line; null where there is none. */
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
