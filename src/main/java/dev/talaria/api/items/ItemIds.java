package dev.talaria.api.items;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names items by their run and their place in it, so that a stream and a later look at what is stored give the same ids.
 * Counts for one reader; not for several threads.
 */
public final class ItemIds {
    /** What an item is, as its id begins. */
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

    /** The same for what the client sent. */
    public String sent(Kind kind, String run) {
        return next(kind.prefix + "_" + hex(run) + "_i");
    }

    private String next(String stem) {
        return stem + (counts.merge(stem, 1, Integer::sum) - 1);
    }

    private static String hex(String run) {
        return run.startsWith(RUN_PREFIX) ? run.substring(RUN_PREFIX.length()) : run;
    }

    /** The hex digits of the run that an id names; empty where it is none of ours. */
    public static Optional<String> runOf(String id) {
        Matcher form = FORM.matcher(id);
        return form.matches() ? Optional.of(form.group(1)) : Optional.empty();
    }
}
