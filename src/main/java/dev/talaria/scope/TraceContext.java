package dev.talaria.scope;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The trace to which a request belongs, by W3C Trace Context (level 2). This server makes no spans of its own, so what it sends to others
 * has the same parent as the request. Bounded, and free of characters that headers must not have.
 *
 * @param parent the value of {@code traceparent}, in the form of version 00
 * @param state  the value of {@code tracestate}; null for none
 */
public record TraceContext(String parent, @Nullable String state) {
    public static final String PARENT = "traceparent";
    public static final String STATE = "tracestate";

    /** Later versions may append members. */
    private static final Pattern FORM = Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2})(-[\\x21-\\x7E]*)?");
    private static final Pattern NOTHING = Pattern.compile("0{32}-.*|.{32}-0{16}-.*");
    private static final String VERSION = "00";
    private static final String NO_VERSION = "ff";
    private static final int MAX_PARENT = 512;
    private static final int ID_AT = 3;
    private static final int ID_LENGTH = 32;
    private static final Pattern MEMBER = Pattern.compile("([a-z0-9][a-z0-9_\\-*/]{0,240}(?:@[a-z][a-z0-9_\\-*/]{0,13})?)"
            + "=[\\x20-\\x2B\\x2D-\\x3C\\x3E-\\x7E]{0,255}[\\x21-\\x2B\\x2D-\\x3C\\x3E-\\x7E]");
    private static final int MAX_MEMBERS = 32;
    private static final int MAX_STATE = 512;
    private static final int LONG_MEMBER = 128;

    /**
     * Reads the headers of a request.
     *
     * @param parents the values of {@code traceparent}: none but a single valid one counts, and without it neither does a state
     * @param states  the values of {@code tracestate}, which make one list
     * @return null if the request names no trace
     */
    public static @Nullable TraceContext of(List<String> parents, List<String> states) {
        if (parents.size() != 1) {
            return null;
        }
        String text = parents.get(0).strip();
        Matcher matcher = FORM.matcher(text);
        if (text.length() > MAX_PARENT || !matcher.matches() || matcher.group(1).equals(NO_VERSION)
                || matcher.group(1).equals(VERSION) && matcher.group(3) != null || NOTHING.matcher(matcher.group(2)).matches()) {
            return null;
        }
        return new TraceContext(VERSION + "-" + matcher.group(2), state(states).orElse(null));
    }

    /** Returns the id of the trace: 32 hexadecimal digits. */
    public String traceId() {
        return parent.substring(ID_AT, ID_AT + ID_LENGTH);
    }

    /** A list with a member that is not valid does not count. One that is too long loses its long members first, then the last ones. */
    private static Optional<String> state(List<String> values) {
        List<String> members = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (String each : String.join(",", values).split(",")) {
            String member = each.strip();
            if (member.isEmpty()) {
                continue;
            }
            Matcher matcher = MEMBER.matcher(member);
            if (members.size() == MAX_MEMBERS || !matcher.matches() || !keys.add(matcher.group(1))) {
                return Optional.empty();
            }
            members.add(member);
        }
        if (length(members) > MAX_STATE) {
            members.removeIf(member -> member.length() > LONG_MEMBER);
        }
        while (length(members) > MAX_STATE) {
            members.remove(members.size() - 1);
        }
        return Optional.of(String.join(",", members)).filter(state -> !state.isEmpty());
    }

    private static int length(List<String> members) {
        return members.stream().mapToInt(member -> member.length() + 1).sum() - 1;
    }

    /** Passes the headers of a request to another server on, name and value; none without a trace. */
    public static void send(@Nullable TraceContext trace, BiConsumer<String, String> header) {
        if (trace != null) {
            header.accept(PARENT, trace.parent());
            if (trace.state() != null) {
                header.accept(STATE, trace.state());
            }
        }
    }
}
