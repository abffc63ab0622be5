package dev.talaria.model.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The directives that a user may give the demo model, joined by {@code " && "}: {@code say:TEXT}, {@code tokens:N}, {@code slow:MS}, {@code
 * tool:NAME {json}}, {@code reason:TEXT}, {@code error:STATUS}.
 *
 * @param text      the text to say; null if no directive sets it
 * @param reasoning the reasoning to send before the text; null for none
 * @param pause     between two chunks
 * @param error     the HTTP status of the failure after the text; 0 for none
 */
record Directives(String text, String reasoning, Duration pause, List<ToolWish> tools, int error) {
    private static final int MAX_TOKENS = 20_000;
    private static final long MAX_PAUSE_MILLIS = 60_000;
    private static final String FORMS = "say:|reason:|tool:[\\w.-]+\\s*(?:$|&&|\\{)"
            + "|(?:tokens:\\d+|slow:\\d+|error:[1-5]\\d\\d)\\s*(?:$|&&)";
    private static final Pattern BEGINS = Pattern.compile(FORMS);
    private static final Pattern JOINT = Pattern.compile(" && (?=" + FORMS + ")");
    private static final Pattern TOOL = Pattern.compile("([\\w.-]+)\\s*(.*)", Pattern.DOTALL);

    /** @param arguments JSON text as the user wrote it, {@code {}} if the user wrote none */
    record ToolWish(String name, String arguments) {
    }

    Directives {
        tools = List.copyOf(tools);
    }

    /** Returns empty if the trimmed text does not begin with a directive and is an ordinary message. */
    static Optional<Directives> parse(String input) {
        String text = input.strip();
        if (!BEGINS.matcher(text).lookingAt()) {
            return Optional.empty();
        }
        Reading reading = new Reading();
        for (String piece : JOINT.split(text)) {
            int colon = piece.indexOf(':');
            reading.take(piece.substring(0, colon), piece.substring(colon + 1));
        }
        return Optional.of(reading.directives());
    }

    private static String words(int count) {
        StringBuilder words = new StringBuilder(count * 6);
        for (int i = 0; i < count; i++) {
            words.append(i == 0 ? "w" : " w").append(i);
        }
        return words.toString();
    }

    private static long bounded(String digits, long max) {
        String number = digits.strip();
        return number.length() > 9 ? max : Math.min(max, Long.parseLong(number));
    }

    /** The directives read so far. */
    private static final class Reading {
        private String text;
        private String reasoning;
        private Duration pause = Duration.ZERO;
        private final List<ToolWish> tools = new ArrayList<>();
        private int error;

        void take(String name, String value) {
            switch (name) {
                case "say" -> text = joined(text, value);
                case "tokens" -> text = joined(text, words((int) bounded(value, MAX_TOKENS)));
                case "reason" -> reasoning = joined(reasoning, value);
                case "slow" -> pause = Duration.ofMillis(bounded(value, MAX_PAUSE_MILLIS));
                case "error" -> error = Integer.parseInt(value.strip());
                default -> tool(value);
            }
        }

        private void tool(String value) {
            Matcher parts = TOOL.matcher(value.strip());
            if (parts.matches()) {
                tools.add(new ToolWish(parts.group(1), parts.group(2).isEmpty() ? "{}" : parts.group(2)));
            }
        }

        private static String joined(String before, String more) {
            return before == null ? more : before + " " + more;
        }

        Directives directives() {
            return new Directives(text, reasoning, pause, tools, error);
        }
    }
}
