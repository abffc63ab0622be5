package dev.talaria.model.guardrail;

import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces what matches an operator's patterns, in prompts and replies. Immutable, safe for many threads. */
public final class PatternRedaction implements Guardrail {
    /** Replaces each match. */
    public static final String MARK = "[redacted]";

    /** A match in a reply is found in pieces up to this length. */
    private static final int MAX_HELD = 1_000;

    private final Pattern pattern;

    /** @param patterns regular expressions; at least one */
    public PatternRedaction(List<String> patterns) {
        pattern = Pattern.compile(String.join("|", patterns.stream().map(each -> "(?:" + each + ")").toList()));
    }

    @Override
    public List<Message> prompt(List<Message> prompt) {
        List<Message> redacted = new ArrayList<>(prompt.size());
        for (Message message : prompt) {
            redacted.add(message.withParts(message.parts().stream().map(this::redacted).toList()));
        }
        return redacted;
    }

    private Part redacted(Part part) {
        if (part instanceof Part.Text text) {
            return new Part.Text(redacted(text.text()));
        }
        return part instanceof ToolResult result ? new ToolResult(result.callId(), redacted(result.content()), result.images()) : part;
    }

    private String redacted(String text) {
        return pattern.matcher(text).replaceAll(Matcher.quoteReplacement(MARK));
    }

    @Override
    public ReplyFilter reply() {
        return new Incremental();
    }

    /** Holds back what may be the beginning of a match. */
    private final class Incremental implements ReplyFilter {
        private String held = "";

        @Override
        public String filter(String piece) {
            String text = held + piece;
            Matcher matcher = pattern.matcher(text).useTransparentBounds(true).useAnchoringBounds(false);
            StringBuilder shown = new StringBuilder();
            int at = 0;
            while (matcher.find()) {
                boolean mayGrow = matcher.hitEnd() && text.length() - matcher.start() < MAX_HELD;
                if (mayGrow) {
                    break;
                }
                shown.append(text, at, matcher.start()).append(MARK);
                at = matcher.end();
            }
            int end = beginning(matcher, text, at);
            held = text.substring(end);
            return shown.append(text, at, end).toString();
        }

        /** Returns where the first possible match begins that the text ends within; its length if there is none. */
        private int beginning(Matcher matcher, String text, int from) {
            for (int i = Math.max(from, text.length() - MAX_HELD); i < text.length(); i++) {
                matcher.region(i, text.length());
                boolean matches = matcher.lookingAt();
                if (matcher.hitEnd() || matches) {
                    return i;
                }
            }
            return text.length();
        }

        @Override
        public String flush() {
            String rest = redacted(held);
            held = "";
            return rest;
        }
    }
}
