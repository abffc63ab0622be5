package dev.talaria.scope;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A template for memory scopes: text with the names of identity headers in braces, e.g. <code>team-{X-Hermes-Chat-Id}</code>. */
public record ScopeTemplate(String text) {
    private static final Pattern SLOT = Pattern.compile("\\{([^{}]*)}");

    /** @throws IllegalArgumentException if it has no slot, or one that names no identity header */
    public ScopeTemplate {
        List<String> slots = SLOT.matcher(text).results().map(slot -> slot.group(1)).toList();
        if (slots.isEmpty() || !Identity.HEADERS.containsAll(slots)) {
            throw new IllegalArgumentException("text with identity headers in braces, e.g. {" + Identity.USER_ID + "}");
        }
    }

    /** Returns the text with the values of the headers in place of their names; empty if one of them is unknown. */
    Optional<String> filled(Identity identity) {
        return parts(identity).map(parts -> {
            StringBuilder filled = new StringBuilder();
            for (int i = 0; i < parts.size(); i++) {
                // Each third part is the name of a header.
                filled.append(i % 3 == 1 ? "" : parts.get(i));
            }
            return filled.toString();
        });
    }

    /** Returns literal text, a header's name and its value in turn, ending with text; empty if one of the values is unknown. */
    Optional<List<String>> parts(Identity identity) {
        List<String> parts = new ArrayList<>();
        Matcher slot = SLOT.matcher(text);
        int from = 0;
        while (slot.find()) {
            Optional<String> value = identity.value(slot.group(1));
            if (value.isEmpty()) {
                return Optional.empty();
            }
            parts.add(text.substring(from, slot.start()));
            parts.add(slot.group(1));
            parts.add(value.get());
            from = slot.end();
        }
        parts.add(text.substring(from));
        return Optional.of(parts);
    }
}
