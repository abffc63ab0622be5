package dev.talaria.response;

import dev.talaria.json.StoredJson;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Database;
import dev.talaria.store.Micros;
import dev.talaria.store.Write;
import jakarta.json.JsonObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.statement.SqlStatement;

/** The table of conversations. Immutable, safe for many threads. */
public final class ConversationStore {
    private static final String OWNED = " WHERE tenant = :tenant AND owner = :owner AND ";
    private static final String COLUMNS = "SELECT tenant, owner, id, session, alias, agent, metadata, created_at FROM conversation" + OWNED;
    private static final String BY_ID = COLUMNS + "id = :name";
    private static final String BY_ALIAS = COLUMNS + "alias = :name";
    private static final String COUNT = "SELECT COUNT(*) FROM conversation" + OWNED + "id = :id";
    private static final String INSERT = """
            INSERT INTO conversation (tenant, owner, id, session, alias, agent, metadata, created_at)
            VALUES (:tenant, :owner, :id, :session, :alias, :agent, :metadata, :created)""";
    private static final String UPDATE = "UPDATE conversation SET metadata = :metadata" + OWNED + "id = :id";
    private static final String DELETE = "DELETE FROM conversation" + OWNED + "id = :id";

    private final Database database;

    public ConversationStore(Database database) {
        this.database = Objects.requireNonNull(database);
    }

    /**
     * Finds a conversation that the request may see. Blocks for the database.
     *
     * @param name an id or an alias
     */
    public Optional<Conversation> find(RequestScope asker, String name) {
        return database.read(handle -> handle.createQuery(name.startsWith(Conversation.PREFIX) ? BY_ID : BY_ALIAS)
                .bind("tenant", asker.session().tenant()).bind("owner", asker.session().owner()).bind("name", name)
                .map((row, context) -> conversation(row)).list()).stream()
                .filter(conversation -> isSeen(asker, conversation.agent()))
                .min(Comparator.comparing(conversation -> !conversation.agent().equals(asker.agentOrEmpty())));
    }

    /** A conversation has no model: a key that names upstream models sees those of the agents that pass their names through. */
    private static boolean isSeen(RequestScope asker, String agent) {
        String within = asker.agents().within();
        return asker.sees(agent, "") || !asker.agents().passed().isEmpty() && (within == null || within.equals(agent));
    }

    /** Stores a conversation unless it exists. */
    public Write create(Conversation conversation) {
        return handle -> {
            if (name(handle.createQuery(COUNT), conversation).mapTo(Long.class).one() == 0) {
                name(handle.createUpdate(INSERT), conversation).bind("session", conversation.session().id())
                        .bind("alias", conversation.alias()).bind("agent", conversation.agent())
                        .bind("metadata", StoredJson.CONVERSATION_METADATA.wrap(conversation.metadata()))
                        .bind("created", Micros.of(conversation.created())).execute();
            }
        };
    }

    public Write describe(Conversation conversation, JsonObject metadata) {
        String json = StoredJson.CONVERSATION_METADATA.wrap(metadata);
        return handle -> name(handle.createUpdate(UPDATE), conversation).bind("metadata", json).execute();
    }

    public Write delete(Conversation conversation) {
        return handle -> name(handle.createUpdate(DELETE), conversation).execute();
    }

    private static <S extends SqlStatement<S>> S name(S statement, Conversation conversation) {
        return statement.bind("tenant", conversation.session().tenant()).bind("owner", conversation.session().owner())
                .bind("id", conversation.id());
    }

    private static Conversation conversation(ResultSet row) throws SQLException {
        SessionRef session = SessionRef.named(row.getString("tenant"), row.getString("owner"), row.getString("session"));
        return new Conversation(row.getString("id"), session, row.getString("alias"), row.getString("agent"),
                StoredJson.CONVERSATION_METADATA.unwrap(row.getString("metadata")), Micros.at(row.getLong("created_at")));
    }
}
