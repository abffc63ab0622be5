package dev.talaria.session;

import dev.talaria.error.ErrorCode;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Write;
import dev.talaria.text.Truncation;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/** The titles of an owner's sessions, which are unique. */
final class Titles {
    /** In code points. */
    static final int MAX = 100;
    private static final int MAX_NUMBER = 10;
    private static final Pattern NUMBERED = Pattern.compile("(.*) #([0-9]{1,8})", Pattern.DOTALL);

    private static final String TAKEN = """
            SELECT COUNT(*) FROM session WHERE tenant = :tenant AND owner = :owner AND title = :title AND id <> :id""";
    private static final String SERIES = """
            SELECT title FROM session WHERE tenant = :tenant AND owner = :owner AND title LIKE :series ESCAPE '!'""";

    private Titles() {
    }

    /** Returns a write that fails with {@code invalid_title} if another session of the owner has this title. */
    static Write free(SessionRef session, String title) {
        return handle -> {
            if (title != null && SessionStore.name(handle.createQuery(TAKEN), session).bind("title", title).mapTo(Long.class).one() > 0) {
                throw ErrorCode.INVALID_TITLE.at("title", "Title already in use: " + title);
            }
        };
    }

    /** Returns the title with the next free number appended, e.g. {@code Holiday #2}. */
    static String next(Handle handle, SessionRef source, String title) {
        Matcher numbered = NUMBERED.matcher(title);
        String base = Truncation.codePoints(numbered.matches() ? numbered.group(1) : title, MAX - MAX_NUMBER);
        String series = base.replace("!", "!!").replace("%", "!%").replace("_", "!_") + " #%";
        List<String> used = handle.createQuery(SERIES).bind("tenant", source.tenant()).bind("owner", source.owner()).bind("series", series)
                .mapTo(String.class).list();
        long last = used.stream().map(NUMBERED::matcher).filter(Matcher::matches).filter(match -> match.group(1).equals(base))
                .mapToLong(match -> Long.parseLong(match.group(2))).max().orElse(1);
        return base + " #" + (last + 1);
    }
}
