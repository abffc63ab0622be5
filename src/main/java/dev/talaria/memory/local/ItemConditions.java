package dev.talaria.memory.local;

import dev.talaria.memory.ItemFilter;
import dev.talaria.memory.ItemKind;
import dev.talaria.message.Role;
import dev.talaria.store.Micros;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** A filter as conditions on the rows of {@code memory_item i}. For one statement on one thread. */
final class ItemConditions {
    private static final String SUPERSEDED = """
             (SELECT 1 FROM memory_superseded s WHERE s.tenant = i.tenant AND s.scope = i.scope AND s.seq = i.seq)""";

    private final StringBuilder conditions = new StringBuilder();
    private final Map<String, Object> values = new HashMap<>();

    ItemConditions(ItemFilter filter) {
        ItemKind kind = filter.kind();
        Role role = filter.role();
        String session = filter.session();
        Instant before = filter.before();
        Instant after = filter.after();
        if (kind != null) {
            add("i.kind = :kind", "kind", kind.wire());
        }
        if (role != null) {
            add("i.role = :role", "role", role.wire());
        }
        if (session != null) {
            // An item shows the id without its owner, and its whole scope is the caller's.
            add("(i.session = :session OR i.session LIKE :owned ESCAPE '!')", "session", session);
            values.put("owned", "%" + SessionNames.BETWEEN + session.replaceAll("[!%_]", "!$0"));
        }
        if (filter.validity() != ItemFilter.Validity.ALL) {
            conditions.append(filter.validity() == ItemFilter.Validity.CURRENT ? " AND NOT EXISTS" : " AND EXISTS").append(SUPERSEDED);
        }
        if (before != null) {
            add("i.created_at < :before", "before", Micros.of(before));
        }
        if (after != null) {
            add("i.created_at >= :since", "since", Micros.of(after));
        }
    }

    /** Returns the conditions, to follow another one; empty for a filter that accepts all. */
    String text() {
        return conditions.toString();
    }

    /** Returns the parameters' values by name. */
    Map<String, Object> values() {
        return Map.copyOf(values);
    }

    private void add(String condition, String name, Object value) {
        conditions.append(" AND ").append(condition);
        values.put(name, value);
    }
}
