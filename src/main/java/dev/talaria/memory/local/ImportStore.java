package dev.talaria.memory.local;

import dev.talaria.memory.Incoming;
import dev.talaria.memory.ScopeStore;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.sql.WantedRows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Imports messages into {@code memory_item}, each sender's id once. Safe for many threads: it has no state. */
final class ImportStore {
    static final String KNOWN = """
            SELECT i.import_id AS sent, i.id, i.seq FROM <wanted>
            LEFT JOIN memory_item i ON i.tenant = wanted.tenant AND i.scope = wanted.scope AND i.import_id = wanted.id
                AND i.import_id IS NOT NULL""";
    /** Selects rows by their own ids, which messages exported from here carry. */
    static final String OWN = """
            SELECT i.id AS sent, i.id, i.seq FROM <wanted>
            LEFT JOIN memory_item i ON i.tenant = wanted.tenant AND i.scope = wanted.scope AND i.seq = wanted.seq AND i.id = wanted.id""";

    private ImportStore() {
    }

    /** Writes within the handle's transaction; waits for another import into the same scope. */
    static List<Incoming.Outcome> write(Handle handle, MemoryScope scope, List<Incoming> messages, Instant now) {
        ScopeStore.Mark mark = ScopeStore.take(handle, scope, 0, now);
        Map<String, String> known = known(handle, scope, messages, mark);
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

    private static Map<String, String> known(Handle handle, MemoryScope scope, List<Incoming> messages,
            ScopeStore.Mark mark) {
        Map<String, String> known = new HashMap<>();
        List<String> ids = messages.stream().map(Incoming::id).filter(Objects::nonNull).distinct().toList();
        if (mark.lastSeq() > mark.forgotten() && !ids.isEmpty()) {
            collect(new WantedRows(scope.tenant(), scope.id(), ids, List.of()).in(handle.createQuery(KNOWN)), mark, known);
            own(handle, scope, mark, ids, known);
        }
        return known;
    }

    private static void own(Handle handle, MemoryScope scope, ScopeStore.Mark mark, List<String> ids,
            Map<String, String> known) {
        List<String> own = ids.stream().filter(id -> ItemId.seq(id).isPresent()).toList();
        if (!own.isEmpty()) {
            List<Long> seqs = own.stream().map(id -> ItemId.seq(id).orElseThrow()).toList();
            collect(new WantedRows(scope.tenant(), scope.id(), own, seqs).in(handle.createQuery(OWN)), mark, known);
        }
    }

    private static void collect(Query query, ScopeStore.Mark mark, Map<String, String> known) {
        record Found(String sent, String id, long seq) {
        }
        query.map((row, context) -> new Found(row.getString("sent"), row.getString("id"), row.getLong("seq"))).list().stream()
                .filter(found -> found.id() != null && found.seq() > mark.forgotten())
                .forEach(found -> known.putIfAbsent(found.sent(), found.id()));
    }
}
