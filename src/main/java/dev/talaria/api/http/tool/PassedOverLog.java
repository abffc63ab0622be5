package dev.talaria.api.http.tool;

import dev.talaria.access.ApiKey;
import dev.talaria.text.Truncation;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Logs which kinds of tools and items were skipped: one line for those that an API key sends for the first time since the start. Remembers
 * a bounded number of them and ignores any beyond. Safe for many threads.
 */
public final class PassedOverLog {
    private static final System.Logger LOG = System.getLogger(PassedOverLog.class.getName());
    private static final int MAX_KNOWN = 1_000;
    private static final int MAX_KIND = 60;

    /** A kind that an API key has sent. */
    private record Sent(String tenant, String key, String kind) {
    }

    private final Set<Sent> known = ConcurrentHashMap.newKeySet();

    /** @param kinds the {@code type} of each, as sent */
    public void note(ApiKey key, Collection<String> kinds) {
        Set<String> fresh = new TreeSet<>();
        for (String kind : kinds) {
            String shown = shown(kind);
            if (known.size() < MAX_KNOWN && known.add(new Sent(key.tenant().name(), key.name(), shown))) {
                fresh.add(shown);
            }
        }
        if (!fresh.isEmpty()) {
            LOG.log(System.Logger.Level.INFO, "Requests of API key \"" + key.name() + "\" (tenant " + key.tenant().name()
                    + ") contain tools or items that the Chat Completions schema of the models does not have; they are ignored: "
                    + String.join(", ", fresh));
        }
    }

    /** Removes whatever could break a log line. */
    private static String shown(String kind) {
        return Truncation.marked(kind.replaceAll("[^A-Za-z0-9_.:-]", "?"), MAX_KIND);
    }
}
