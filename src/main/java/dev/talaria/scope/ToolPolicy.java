package dev.talaria.scope;

import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of the server's tools an API key's runs may use, and for which a person is asked. An entry is the name of a tool, or {@code
 * toolset:} and the name of a set; {@code *} stands for any characters. A denial outweighs a question, and a question outweighs a
 * permission.
 *
 * @param otherwise what applies to tools that no entry names; null for the default: denied if {@code allow} names any, else allowed
 * @param remembers whether a person's choice may reach beyond one call
 */
public record ToolPolicy(Set<String> allow, Set<String> ask, Set<String> deny, @Nullable Decision otherwise, boolean remembers) {
    /** Allows every tool. */
    public static final ToolPolicy OPEN = new ToolPolicy(Set.of(), Set.of(), Set.of(), null, true);
    private static final String SET = "toolset:";
    private static final char ANY = '*';

    /** What becomes of a tool. */
    public enum Decision {
        /** It is offered; what its own server puts under approval stays so. */
        ALLOW,
        /** It is offered, and a person must approve each call. */
        ASK,
        /** It is not offered. */
        DENY
    }

    public ToolPolicy {
        allow = Set.copyOf(allow);
        ask = Set.copyOf(ask);
        deny = Set.copyOf(deny);
    }

    /**
     * Decides about a tool.
     *
     * @param toolset the name of its set
     */
    public Decision of(String tool, String toolset) {
        if (names(deny, tool, toolset)) {
            return Decision.DENY;
        }
        if (names(ask, tool, toolset)) {
            return Decision.ASK;
        }
        if (names(allow, tool, toolset)) {
            return Decision.ALLOW;
        }
        return Objects.requireNonNullElse(otherwise, allow.isEmpty() ? Decision.ALLOW : Decision.DENY);
    }

    private static boolean names(Set<String> entries, String tool, String toolset) {
        return entries.stream().anyMatch(entry -> entry.startsWith(SET) ? matches(entry.substring(SET.length()), toolset)
                : matches(entry, tool));
    }

    /** Takes time in proportion to the product of both lengths at most. */
    private static boolean matches(String pattern, String text) {
        int at = 0;
        int from = 0;
        int star = -1;
        int retry = 0;
        while (from < text.length()) {
            if (at < pattern.length() && pattern.charAt(at) == ANY) {
                star = at++;
                retry = from;
            } else if (at < pattern.length() && pattern.charAt(at) == text.charAt(from)) {
                at++;
                from++;
            } else if (star >= 0) {
                at = star + 1;
                from = ++retry;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == ANY) {
            at++;
        }
        return at == pattern.length();
    }
}
