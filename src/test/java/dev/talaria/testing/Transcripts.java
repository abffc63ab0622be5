package dev.talaria.testing;

import dev.talaria.scope.SessionRef;
import dev.talaria.session.Node;
import dev.talaria.session.NodeIds;
import dev.talaria.session.SessionStore;
import dev.talaria.session.Transcript;
import dev.talaria.store.Database;
import java.time.Clock;
import java.util.List;

/** The named sessions in a server's database. */
public final class Transcripts implements AutoCloseable {
    private final Database database;
    private final SessionStore sessions;

    private Transcripts(Database database) {
        this.database = database;
        this.sessions = new SessionStore(database, new NodeIds(Clock.systemUTC()));
    }

    /** What somebody has opened, and closes. */
    public static Transcripts in(Database database) {
        return new Transcripts(database);
    }

    public Transcript of(String session) {
        return sessions.load(SessionRef.named("default", "", session));
    }

    /** The conversation up to its head, a message each: {@code user: hi}. */
    public List<String> conversation(String session) {
        return of(session).branch().stream().map(Transcripts::line).toList();
    }

    /** Every message that was ever stored, branches included, in the order of storing. */
    public List<String> everything(String session) {
        return of(session).nodes().stream().map(Transcripts::line).toList();
    }

    private static String line(Node node) {
        return node.message().role().wire() + (node.partial() ? " (partial): " : ": ") + node.message().text();
    }

    @Override
    public void close() {
        // The database is the server's.
    }
}
