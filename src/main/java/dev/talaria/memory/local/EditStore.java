package dev.talaria.memory.local;

import dev.talaria.memory.ScopeStore;
import dev.talaria.memory.local.text.Passages;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.Micros;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/**
 * Changes the text of a message in {@code memory_item}. The message keeps its id and its sequence numbers, of which it may then have fewer;
 * the indexes of its scope are built again, and its vectors are made again in the background. Safe for many threads: it has no state.
 */
final class EditStore {
    private static final String OF_PASSAGE = " WHERE tenant = :tenant AND scope = :scope AND seq = :seq";
    private static final String CHANGE = """
            UPDATE memory_item SET content = :content, parts = :parts, edited_at = :now""" + OF_PASSAGE;
    private static final String DROP = "DELETE FROM memory_item" + OF_PASSAGE;
    private static final String DROP_VECTOR = "DELETE FROM memory_vector" + OF_PASSAGE;
    private static final String REVISED = """
            INSERT INTO memory_revised (tenant, scope, seq, edits) VALUES (:tenant, :scope, :seq, 1)
            ON CONFLICT (tenant, scope, seq) DO UPDATE SET edits = memory_revised.edits + 1""";

    private EditStore() {
    }

    /** Edits within the handle's transaction; returns the first row as it is then, empty if there is no message with the id. */
    static Optional<Row> write(Handle handle, MemoryScope scope, String id, String text, Instant now) {
        ScopeStore.Mark mark = ScopeStore.take(handle, scope, 0, now);
        Optional<Row> head = head(handle, scope, id).filter(row -> row.head() > mark.forgotten());
        if (head.isEmpty()) {
            return head;
        }
        ScopeStore.revise(handle, scope);
        SnapshotStore.drop(handle, scope);
        DrawnStore.dropOfItem(handle, scope, head.get());
        List<String> passages = within(Passages.of(text), head.get().parts());
        for (int part = 0; part < head.get().parts(); part++) {
            long seq = head.get().head() + part;
            if (part < passages.size()) {
                passage(handle, scope, seq, CHANGE).bind("content", passages.get(part)).bind("parts", passages.size())
                        .bind("now", Micros.of(now)).execute();
                passage(handle, scope, seq, DROP_VECTOR).execute();
                passage(handle, scope, seq, REVISED).execute();
            } else {
                passage(handle, scope, seq, DROP).execute();
            }
        }
        return head(handle, scope, id);
    }

    private static Optional<Row> head(Handle handle, MemoryScope scope, String id) {
        return ItemId.seq(id).stream().boxed().flatMap(seq -> MemoryStore.pick(handle, scope, List.of(seq)).stream())
                .filter(row -> row.item().id().equals(id)).findFirst();
    }

    private static Update passage(Handle handle, MemoryScope scope, long seq, String statement) {
        return handle.createUpdate(statement).bind("tenant", scope.tenant()).bind("scope", scope.id()).bind("seq", seq);
    }

    /** Joins neighbours until there are no more passages than the message has sequence numbers. */
    private static List<String> within(List<String> passages, int most) {
        int each = (passages.size() + most - 1) / most;
        List<String> joined = new ArrayList<>(most);
        for (int from = 0; from < passages.size(); from += each) {
            joined.add(String.join("", passages.subList(from, Math.min(from + each, passages.size()))));
        }
        return joined;
    }
}
