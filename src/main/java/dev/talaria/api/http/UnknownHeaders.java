package dev.talaria.api.http;

import dev.talaria.api.http.request.HeaderNames;
import dev.talaria.api.http.request.PreferenceHeaders;
import dev.talaria.api.http.request.SeenNames;
import dev.talaria.scope.Identity;
import dev.talaria.text.LogText;
import dev.talaria.text.Spelling;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Logs unknown {@code X-Hermes-} headers: a client with a misspelt one works, but not as intended. Logs each name once, never its value.
 * Bounded; safe for many threads.
 */
final class UnknownHeaders {
    private static final System.Logger LOG = System.getLogger(UnknownHeaders.class.getName());
    private static final int MAX_NAMES = 100;
    private static final int MAX_LENGTH = 64;
    /** How names begin, reduced to letters, that are probably misspellings of ours. */
    private static final List<String> STARTS = List.of("xherm", "hermes", "xhemr", "xhrem", "xehrm");

    private final Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final List<String> askable = new ArrayList<>(List.of(HeaderNames.SESSION_ID, HeaderNames.SESSION_KEY));
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final SeenNames unremarkable = new SeenNames();

    /** @param aliases further headers that the configuration defines */
    UnknownHeaders(List<String> aliases) {
        askable.addAll(Identity.HEADERS);
        askable.addAll(PreferenceHeaders.NAMES);
        known.addAll(askable);
        known.addAll(aliases);
        // A reply header that a client may send back.
        known.add(HeaderNames.RUN_ID);
    }

    /** @param names the header names of an authenticated request */
    void check(Enumeration<String> names) {
        while (told.size() < MAX_NAMES && names.hasMoreElements()) {
            String name = names.nextElement();
            if (!unremarkable.contains(name)) {
                look(name);
            }
        }
    }

    private void look(String name) {
        if (isMeantForUs(name) && !known.contains(name)) {
            tell(name);
        } else {
            unremarkable.add(name);
        }
    }

    private static boolean isMeantForUs(String name) {
        String start = name.substring(0, Math.min(name.length(), 10)).toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        return STARTS.stream().anyMatch(start::startsWith);
    }

    private void tell(String name) {
        String shown = LogText.plain(name, MAX_LENGTH);
        if (told.size() < MAX_NAMES && told.add(shown.toLowerCase(Locale.ROOT))) {
            String meant = Spelling.nearest(name, askable).map(nearest -> "; did you mean " + nearest + "?").orElse(".");
            LOG.log(System.Logger.Level.WARNING, "A request has the unknown header " + shown + ", which is ignored" + meant
                    + " Logged once per name." + (told.size() >= MAX_NAMES ? " No further names are logged." : ""));
        }
    }
}
