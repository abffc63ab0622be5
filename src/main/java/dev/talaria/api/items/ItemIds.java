package dev.talaria.api.items;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Generates item ids from the run and the item's index in it, so that a stream and a later read of the stored response have the same ids.
 * Counts for one reader; not thread-safe.
 */
public final class ItemIds {
    /** The kind of an item, which is its id's prefix. */
    public enum Kind {
        MESSAGE("msg"), REASONING("rs"), CALL("fc"), OUTPUT("fco");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    private static final Pattern FORM = Pattern.compile("(?:msg|rs|fc|fco)_([0-9a-f]{32})_i?[0-9]{1,9}");
    private static final String RUN_PREFIX = "run_";

    private final Map<String, Integer> counts = new HashMap<>();

    /** @param run the run's id, with or without its prefix */
    public String said(Kind kind, String run) {
        return next(kind.prefix + "_" + hex(run) + "_");
    }

    /** As {@link #said}, for an item from the client. */
    public String sent(Kind kind, String run) {
        return next(kind.prefix + "_" + hex(run) + "_i");
    }

    private String next(String stem) {
        return stem + (counts.merge(stem, 1, Integer::sum) - 1);
    }

    private static String hex(String run) {
        return run.startsWith(RUN_PREFIX) ? run.substring(RUN_PREFIX.length()) : run;
    }

    /** Returns the hex digits of the run in an item id; empty if it is not one of ours. */
    public static Optional<String> runOf(String id) {
        Matcher form = FORM.matcher(id);
        return form.matches() ? Optional.of(form.group(1)) : Optional.empty();
    }
}
