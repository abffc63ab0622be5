package dev.talaria.model.guardrail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.message.Message;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternRedactionTest {
    private static final List<String> PATTERNS = List.of("[\\w.+-]+@[\\w-]+\\.[\\w.]+", "(?i)project bluebird",
            "\\b\\d{3}-\\d{2}-\\d{4}\\b",
            "sk-[a-z0-9]{8,}");
    private final PatternRedaction redaction = new PatternRedaction(PATTERNS);

    @Test
    void redactsPrompts() {
        List<Message> redacted = redaction.prompt(List.of(Message.user("I am ann@example.org of Project Bluebird"),
                Message.toolResult("c1", "number 123-45-6789")));

        assertEquals(List.of("I am [redacted] of [redacted]", "number [redacted]"), redacted.stream().map(Message::text).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Write to ann@example.org or bob@example.com today.", "project bluebird",
        "PROJECT BLUEBIRD, project blue, project", "1123-45-6789 123-45-67891 123-45-6789", "sk-abcdefgh1234 and sk-abc",
        "nothing at all", "ends with an address: ann@example.org",
        "@@@ ann@ @example ann@example. x"})
    void redactsAReplyHoweverItIsCut(String reply) {
        String whole = Pattern.compile(String.join("|", PATTERNS)).matcher(reply).replaceAll("[redacted]");
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            ReplyFilter filter = redaction.reply();
            StringBuilder shown = new StringBuilder();
            int at = 0;
            while (at < reply.length()) {
                int end = Math.min(reply.length(), at + 1 + random.nextInt(6));
                shown.append(filter.filter(reply.substring(at, end)));
                at = end;
            }
            assertEquals(whole, shown.append(filter.flush()).toString(), "seed " + seed);
        }
    }

    @Test
    void holdsBackNothingThatCannotBeAMatch() {
        ReplyFilter filter = redaction.reply();

        assertEquals("Good ", filter.filter("Good "));
        assertEquals("evening, ", filter.filter("evening, "));
        assertEquals("", filter.filter("ann"));
        assertEquals("ann! ", filter.filter("! "));
    }
}
