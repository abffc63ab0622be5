package dev.talaria.store.sql;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Selects rows of one memory scope by id, number or both, as the table {@code wanted (tenant, scope, id, seq)}. The scope is repeated in
 * each row: PostgreSQL assumes that a scope without statistics has a row or two and, given the scope apart, would read all of it for each
 * number. Immutable.
 *
 * @param ids  empty to select by numbers alone; else as many as there are numbers, if there are any
 * @param seqs empty to select by ids alone
 */
public record WantedRows(String tenant, String scope, List<String> ids, List<Long> seqs) {
    public WantedRows {
        Objects.requireNonNull(tenant);
        Objects.requireNonNull(scope);
        ids = List.copyOf(ids);
        seqs = List.copyOf(seqs);
    }

    private int size() {
        return Math.max(ids.size(), seqs.size());
    }

    /**
     * Defines the placeholders of the statement: {@code <wanted>} is the table, {@code <joined>} the join with a table in which each wanted
     * row is looked up.
     */
    public <S extends SqlStatement<S>> S in(S statement) {
        return table(statement).define("joined", switch (Dialect.of(statement.getConfig())) {
            // SQLite keeps the order of a cross join; of any other it would read the whole scope, and go through all wanted rows for each.
            case SQLITE -> "CROSS JOIN";
            case POSTGRESQL -> "JOIN";
        });
    }

    private <S extends SqlStatement<S>> S table(S statement) {
        return switch (Dialect.of(statement.getConfig())) {
            case SQLITE -> statement.define("wanted", "(SELECT :wantedTenant AS tenant, :wantedScope AS scope, "
                    + "CAST(value ->> 0 AS TEXT) AS id, CAST(value ->> 1 AS INTEGER) AS seq FROM json_each(:wantedRows)) AS wanted")
                    .bind("wantedTenant", tenant).bind("wantedScope", scope).bind("wantedRows", json());
            case POSTGRESQL -> statement.define("wanted", "UNNEST(CAST(:wantedTenants AS VARCHAR ARRAY), "
                    + "CAST(:wantedScopes AS VARCHAR ARRAY), CAST(:wantedIds AS VARCHAR ARRAY), CAST(:wantedSeqs AS BIGINT ARRAY)) "
                    + "AS wanted (tenant, scope, id, seq)")
                    .bindArray("wantedTenants", String.class, Collections.nCopies(size(), tenant))
                    .bindArray("wantedScopes", String.class, Collections.nCopies(size(), scope))
                    .bindArray("wantedIds", String.class, ids)
                    .bindArray("wantedSeqs", Long.class, seqs);
        };
    }

    private String json() {
        StringBuilder json = new StringBuilder("[");
        for (int i = 0; i < size(); i++) {
            json.append(i == 0 ? "[" : ",[");
            if (ids.isEmpty()) {
                json.append("null");
            } else {
                quote(json, ids.get(i));
            }
            json.append(',').append(seqs.isEmpty() ? "null" : seqs.get(i).toString()).append(']');
        }
        return json.append(']').toString();
    }

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
