package dev.talaria.observe;

import dev.talaria.text.LogText;
import java.util.Objects;
import java.util.StringJoiner;

/** One line for each request that has ended, at level INFO. Safe for many threads. */
public final class AccessLog {
    private static final System.Logger LOG = System.getLogger(AccessLog.class.getName());
    private static final int MAX_USER = 512;

    /**
     * @param caller tenant and API key by name; null for nobody, as the others are null where there is none
     * @param user   who the caller says its user is
     * @param route  by name
     * @param run    the run's id
     */
    public record Entry(String requestId, String caller, String user, String route, int status, String run, long millis) {
        public Entry {
            Objects.requireNonNull(requestId);
        }
    }

    private AccessLog() {
    }

    public static void write(Entry request) {
        LOG.log(System.Logger.Level.INFO, () -> line(request));
    }

    static String line(Entry request) {
        StringJoiner line = new StringJoiner(" ");
        line.add("request=" + request.requestId());
        add(line, "caller", request.caller() == null ? null : LogText.plain(request.caller(), MAX_USER));
        add(line, "user", request.user() == null ? null : '"' + plain(request.user()) + '"');
        add(line, "route", request.route());
        line.add("status=" + request.status());
        add(line, "run", request.run());
        return line.add("ms=" + request.millis()).toString();
    }

    private static void add(StringJoiner line, String name, String value) {
        if (value != null) {
            line.add(name + "=" + value);
        }
    }

    /** A user's name cannot look like another part of the line. */
    private static String plain(String text) {
        return LogText.plain(text, MAX_USER).replace('"', '?');
    }
}
