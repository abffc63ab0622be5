package dev.talaria.memory.local;

import dev.talaria.memory.Incoming;
import dev.talaria.memory.ScopeStore;
import dev.talaria.scope.MemoryScope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Writes what is imported into {@code memory_item}, each of the sender's ids once. Safe for many threads: it holds nothing. */
final class ImportStore {
    private static final int ASKED_AT_ONCE = 500;
    private static final String KNOWN = """
            SELECT i.import_id AS sent, i.id FROM (VALUES <ids>) AS wanted (id)
            JOIN memory_item i ON i.tenant = :tenant AND i.scope = :scope AND i.import_id = wanted.id
            WHERE i.seq > :forgotten""";
    /** What was exported from here bears the ids that were given here. */
    private static final String OWN = """
            SELECT i.id AS sent, i.id FROM (VALUES <ids>) AS wanted (id, seq)
            JOIN memory_item i ON i.tenant = :tenant AND i.scope = :scope AND i.seq = wanted.seq AND i.id = wanted.id
            WHERE i.seq > :forgotten""";

    private ImportStore() {
    }

    /** Within the handle's transaction; one that is under way in the same scope is waited for. */
    static List<Incoming.Outcome> write(Handle handle, MemoryScope scope, List<Incoming> messages, Instant now) {
        ScopeStore.Mark mark = ScopeStore.take(handle, scope, 0, now);
        Map<String, String> known = known(handle, scope, messages, mark.forgotten());
        SessionGaps gaps = new SessionGaps(MemoryStore.last(handle, scope, mark).map(Row::item), now);
        List<Draft> drafts = new ArrayList<>();
        int[] places = new int[messages.size()];
        Map<String, Integer> placed = new HashMap<>();
        for (int i = 0; i < places.length; i++) {
            Incoming message = messages.get(i);
            Draft draft = gaps.draft(message);
            if (message.id() != null && known.containsKey(message.id())) {
                places[i] = -1;
            } else if (message.id() != null && placed.containsKey(message.id())) {
                places[i] = placed.get(message.id());
            } else {
                places[i] = drafts.size();
                if (message.id() != null) {
                    placed.put(message.id(), places[i]);
                }
                drafts.add(draft);
            }
        }
        int rows = MemoryStore.rows(drafts);
        long taken = ScopeStore.take(handle, scope, rows, now).lastSeq() - rows;
        return outcomes(messages, places, known, MemoryStore.insert(handle, scope, taken, drafts));
    }

    private static List<Incoming.Outcome> outcomes(List<Incoming> messages, int[] places, Map<String, String> known, List<String> ids) {
        List<Incoming.Outcome> outcomes = new ArrayList<>(places.length);
        int next = 0;
        for (int i = 0; i < places.length; i++) {
            boolean stored = places[i] == next;
            String id = places[i] < 0 ? known.get(messages.get(i).id()) : ids.get(places[i]);
            outcomes.add(new Incoming.Outcome(id, stored));
            next += stored ? 1 : 0;
        }
        return outcomes;
    }

    private static Map<String, String> known(Handle handle, MemoryScope scope, List<Incoming> messages, long forgotten) {
        List<String> ids = messages.stream().map(Incoming::id).filter(Objects::nonNull).distinct().toList();
        Map<String, String> known = new HashMap<>();
        for (int from = 0; from < ids.size(); from += ASKED_AT_ONCE) {
            List<String> some = ids.subList(from, Math.min(ids.size(), from + ASKED_AT_ONCE));
            String texts = IntStream.range(0, some.size()).mapToObj(i -> "(CAST(:id" + i + " AS VARCHAR))")
                    .collect(Collectors.joining(", "));
            collect(bound(handle.createQuery(KNOWN).define("ids", texts), scope, forgotten, some), known);
        }
        own(handle, scope, ids, forgotten, known);
        return known;
    }

    private static void own(Handle handle, MemoryScope scope, List<String> ids, long forgotten, Map<String, String> known) {
        List<String> own = ids.stream().filter(id -> ItemId.seq(id).isPresent()).toList();
        for (int from = 0; from < own.size(); from += ASKED_AT_ONCE) {
            List<String> some = own.subList(from, Math.min(own.size(), from + ASKED_AT_ONCE));
            String pairs = IntStream.range(0, some.size())
                    .mapToObj(i -> "(CAST(:id" + i + " AS VARCHAR), CAST(:seq" + i + " AS BIGINT))").collect(Collectors.joining(", "));
            Query query = bound(handle.createQuery(OWN).define("ids", pairs), scope, forgotten, some);
            for (int i = 0; i < some.size(); i++) {
                OptionalLong seq = ItemId.seq(some.get(i));
                query.bind("seq" + i, seq.orElseThrow());
            }
            collect(query, known);
        }
    }

    private static Query bound(Query query, MemoryScope scope, long forgotten, List<String> ids) {
        query.bind("tenant", scope.tenant()).bind("scope", scope.id()).bind("forgotten", forgotten);
        for (int i = 0; i < ids.size(); i++) {
            query.bind("id" + i, ids.get(i));
        }
        return query;
    }

    private static void collect(Query query, Map<String, String> known) {
        query.map((row, context) -> Map.entry(row.getString("sent"), row.getString("id"))).list()
                .forEach(found -> known.putIfAbsent(found.getKey(), found.getValue()));
    }
}
