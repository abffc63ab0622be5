package dev.talaria.memory.local;

import dev.talaria.memory.MemoryProfile;
import dev.talaria.memory.MemoryProfile.Participant;
import dev.talaria.memory.ScopeUse;
import dev.talaria.memory.local.semantic.SemanticSearch;
import dev.talaria.message.Role;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Database;
import dev.talaria.store.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Counts the messages of a scope in {@code memory_item}. Safe for many threads. */
final class CensusStore {
    private static final int MAX_PARTICIPANTS = 50;
    /** How many passages are counted at once: a scope of millions is counted in many short reads. */
    private static final int PAGE = 20_000;
    /** The bound on the counted sessions: a larger scope is reported to have this many. */
    private static final int MAX_SESSIONS = 250_000;
    private static final int MAX_AUTHORS = 10_000;
    private static final String FORGOTTEN = "SELECT forgotten FROM memory_scope WHERE tenant = :tenant AND scope = :scope";
    private static final String COUNTS = """
            SELECT session, role, author, COUNT(*) AS passages, SUM(beginning) AS items, SUM(bytes) AS bytes, MIN(said) AS oldest,
                MAX(said) AS newest, MAX(seq) AS reached
            FROM (SELECT seq, session, role, author, OCTET_LENGTH(content) AS bytes, CASE WHEN part = 0 THEN 1 ELSE 0 END AS beginning,
                    CASE WHEN part = 0 THEN created_at END AS said
                FROM memory_item WHERE tenant = :tenant AND scope = :scope AND seq > :after ORDER BY seq LIMIT :most) AS page
            GROUP BY session, role, author""";

    private static final String LARGE = """
            SELECT tenant, scope FROM memory_scope WHERE last_seq - forgotten >= :least ORDER BY updated_at DESC, tenant, scope
            LIMIT :limit""";

    private final Database database;
    private final SemanticSearch semantic;
    private final int page;

    CensusStore(Database database, SemanticSearch semantic) {
        this(database, semantic, PAGE);
    }

    /** @param page how many passages are counted at once */
    CensusStore(Database database, SemanticSearch semantic, int page) {
        this.database = database;
        this.semantic = semantic;
        this.page = page;
    }

    /** A participant. */
    private record Author(Role role, String name) {
    }

    /** The passages of one session and author on a page. */
    private record Count(String session, Author author, long passages, long items, long bytes, Instant oldest, Instant newest,
                         long reached) {
        static Count of(ResultSet row) throws SQLException {
            // A role of another release counts as the closest known one; the row keeps its own.
            Role role = Role.of(row.getString("role")).orElse(Role.USER);
            return new Count(row.getString("session"), new Author(role, row.getString("author")), row.getLong("passages"),
                    row.getLong("items"), row.getLong("bytes"), instant(row, "oldest"), instant(row, "newest"), row.getLong("reached"));
        }
    }

    /** The counts so far. */
    private static final class Tally {
        private final Set<String> sessions = new HashSet<>();
        private final Map<Author, Long> authors = new HashMap<>();
        private long items;
        private long bytes;
        private Instant oldest;
        private Instant newest;

        void add(Count count) {
            items += count.items();
            bytes += count.bytes();
            if (sessions.size() < MAX_SESSIONS) {
                sessions.add(count.session());
            }
            if (count.items() > 0 && (authors.size() < MAX_AUTHORS || authors.containsKey(count.author()))) {
                authors.merge(count.author(), count.items(), Long::sum);
            }
            oldest = oldest == null || count.oldest() != null && count.oldest().isBefore(oldest) ? count.oldest() : oldest;
            newest = newest == null || count.newest() != null && count.newest().isAfter(newest) ? count.newest() : newest;
        }

        List<Participant> participants() {
            return authors.entrySet().stream()
                    .map(each -> new Participant(each.getKey().role(), each.getKey().name(), each.getValue()))
                    .sorted(Comparator.comparingLong(Participant::items).reversed().thenComparing(Participant::role)
                            .thenComparing(Participant::name, Comparator.nullsFirst(Comparator.naturalOrder())))
                    .limit(MAX_PARTICIPANTS).toList();
        }
    }

    /** Counts page by page, so that no read takes long. */
    private Tally tally(MemoryScope scope, long forgotten) {
        Tally tally = new Tally();
        long after = forgotten;
        long passages = page;
        while (passages == page) {
            long from = after;
            List<Count> counts = database.read(handle -> handle.createQuery(COUNTS).bind("tenant", scope.tenant()).bind("scope", scope.id())
                    .bind("after", from).bind("most", page).map((row, context) -> Count.of(row)).list());
            counts.forEach(tally::add);
            passages = counts.stream().mapToLong(Count::passages).sum();
            after = counts.stream().mapToLong(Count::reached).max().orElse(from);
        }
        return tally;
    }

    /** @param forgotten sequence numbers up to this one are not counted */
    MemoryProfile profile(MemoryScope scope, long forgotten) {
        Long pending = pending(scope);
        Tally tally = tally(scope, forgotten);
        return new MemoryProfile(null, List.of(), tally.items, tally.sessions.size(), tally.oldest, tally.newest, tally.participants(),
                pending);
    }

    /** Returns the number of messages after a sequence number. */
    long count(MemoryScope scope, long forgotten) {
        return tally(scope, forgotten).items;
    }

    Map<MemoryScope, ScopeUse.Size> sizes(List<MemoryScope> scopes) {
        Map<MemoryScope, ScopeUse.Size> sizes = new HashMap<>();
        for (MemoryScope scope : scopes) {
            Long pending = pending(scope);
            long forgotten = database.read(handle -> handle.createQuery(FORGOTTEN).bind("tenant", scope.tenant())
                    .bind("scope", scope.id()).mapTo(Long.class).findOne().orElse(0L));
            Tally tally = tally(scope, forgotten);
            sizes.put(scope, new ScopeUse.Size(tally.items, tally.sessions.size(), tally.bytes, pending));
        }
        return sizes;
    }

    private Long pending(MemoryScope scope) {
        OptionalLong pending = semantic.pending(scope);
        return pending.isPresent() ? pending.getAsLong() : null;
    }

    /** Returns the scopes with at least this many passages, the latest used first. */
    List<MemoryScope> large(int least, int limit) {
        return database.read(handle -> handle.createQuery(LARGE).bind("least", least).bind("limit", limit)
                .map((row, context) -> new MemoryScope(row.getString("tenant"), row.getString("scope"))).list());
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? null : Micros.at(micros);
    }
}
