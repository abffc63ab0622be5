package dev.talaria.usage;

import dev.talaria.message.Usage;
import dev.talaria.store.Database;
import dev.talaria.store.Retention;
import dev.talaria.store.Write;
import dev.talaria.store.sql.Statements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The rows of use, one a day for each combination of what {@link Part} lists. Safe for many threads. */
public final class UsageStore {
    /** What use is told apart by, each a column. */
    public enum Part {
        TENANT, DAY, API_KEY, USER_ID, AGENT, MODEL;

        String column() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Selects use.
     *
     * @param tenant null for all, as are key and user
     * @param from   the first day
     * @param to     the last day
     */
    public record Filter(@Nullable String tenant, @Nullable String apiKey, @Nullable String user, LocalDate from, LocalDate to) {
    }

    /** @param cost in billionths of the currency */
    public record Totals(long tokens, long cost) {
    }

    private static final String ADD = """
            INSERT INTO usage_day (tenant, day, api_key, user_id, agent, model, server, turns, failed, prompt_tokens, completion_tokens,
                cached_tokens, reasoning_tokens, millis, cost)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (tenant, api_key, day, user_id, agent, model, server) DO UPDATE SET turns = usage_day.turns + excluded.turns,
                failed = usage_day.failed + excluded.failed, prompt_tokens = usage_day.prompt_tokens + excluded.prompt_tokens,
                completion_tokens = usage_day.completion_tokens + excluded.completion_tokens,
                cached_tokens = usage_day.cached_tokens + excluded.cached_tokens,
                reasoning_tokens = usage_day.reasoning_tokens + excluded.reasoning_tokens,
                millis = usage_day.millis + excluded.millis, cost = usage_day.cost + excluded.cost""";
    private static final String SUMS = """
            SUM(turns) AS turns, SUM(failed) AS failed, SUM(prompt_tokens) AS prompt_tokens,
            SUM(completion_tokens) AS completion_tokens, SUM(cached_tokens) AS cached_tokens, SUM(reasoning_tokens) AS reasoning_tokens,
            SUM(millis) AS millis, SUM(cost) AS cost""";
    private static final String OF_TENANT = " FROM usage_day WHERE tenant = :tenant AND day BETWEEN :from AND :to";
    private static final String OF_ALL = " FROM usage_day WHERE day BETWEEN :from AND :to";
    /** No turn uses more; some models report absurd numbers, whose sums would exceed every column. */
    private static final long MAX_OF_TURN = 1_000_000_000_000L;
    private static final String DELETE_OLD = "DELETE FROM usage_day WHERE day < :before";

    private final Database database;
    private final String server;

    /** @param server the name of this server among those of a shared database; empty if it is the only one */
    public UsageStore(Database database, String server) {
        this.database = Objects.requireNonNull(database);
        this.server = Objects.requireNonNull(server);
    }

    /** Returns a write that adds this to the row of its day. */
    public Write add(UsageRow used) {
        return handle -> Statements.update(handle, ADD, values -> values.text(used.tenant())
                .number(Objects.requireNonNull(used.day()).toEpochDay()).text(used.apiKey()).text(used.user()).text(used.agent())
                .text(used.model()).text(server).number(used.turns()).number(used.failed()).number(bounded(used.tokens().prompt()))
                .number(bounded(used.tokens().completion())).number(bounded(used.tokens().cached()))
                .number(bounded(used.tokens().reasoning())).number(bounded(used.millis()))
                .number(Math.min(MAX_OF_TURN * 1_000, used.cost())));
    }

    private static long bounded(long count) {
        return Math.min(MAX_OF_TURN, count);
    }

    /** Returns use summed up by these parts, in their order. Blocks for the database. */
    public List<UsageRow> sums(Filter filter, Set<Part> parts, int limit) {
        Set<Part> wanted = parts.isEmpty() ? EnumSet.noneOf(Part.class) : EnumSet.copyOf(parts);
        List<String> columns = wanted.stream().map(Part::column).toList();
        String names = String.join(", ", columns);
        String sql = "SELECT " + (names.isEmpty() ? "" : names + ", ") + SUMS + where(filter)
                + (names.isEmpty() ? "" : " GROUP BY " + names + " ORDER BY " + names) + " LIMIT :limit";
        return database.read(handle -> bound(handle.createQuery(sql), filter).bind("limit", limit)
                .map((row, context) -> row(row, wanted)).list());
    }

    /** Returns what was used in total. Blocks for the database. */
    public Totals totals(Filter filter) {
        List<UsageRow> all = sums(filter, Set.of(), 1);
        return all.isEmpty() ? new Totals(0, 0)
                : new Totals(all.get(0).tokens().prompt() + all.get(0).tokens().completion(), all.get(0).cost());
    }

    private static String where(Filter filter) {
        return (filter.tenant() == null ? OF_ALL : OF_TENANT) + (filter.apiKey() == null ? "" : " AND api_key = :key")
                + (filter.user() == null ? "" : " AND user_id = :user");
    }

    private static Query bound(Query query, Filter filter) {
        query.bind("from", filter.from().toEpochDay()).bind("to", filter.to().toEpochDay());
        bind(query, "tenant", filter.tenant());
        bind(query, "key", filter.apiKey());
        bind(query, "user", filter.user());
        return query;
    }

    private static void bind(Query query, String name, @Nullable String value) {
        if (value != null) {
            query.bind(name, value);
        }
    }

    private static UsageRow row(ResultSet row, Set<Part> parts) throws SQLException {
        Usage tokens = new Usage(row.getLong("prompt_tokens"), row.getLong("completion_tokens"),
                row.getLong("prompt_tokens") + row.getLong("completion_tokens"), row.getLong("cached_tokens"),
                row.getLong("reasoning_tokens"));
        LocalDate day = parts.contains(Part.DAY) ? LocalDate.ofEpochDay(row.getLong(Part.DAY.column())) : null;
        return new UsageRow(text(row, Part.TENANT, parts), day, text(row, Part.API_KEY, parts), text(row, Part.USER_ID, parts),
                text(row, Part.AGENT, parts), text(row, Part.MODEL, parts), row.getLong("turns"), row.getLong("failed"), tokens,
                row.getLong("millis"), row.getLong("cost"));
    }

    private static String text(ResultSet row, Part part, Set<Part> parts) throws SQLException {
        return parts.contains(part) ? row.getString(part.column()) : "";
    }

    /** Returns the job that deletes old rows. */
    public static Retention.RetentionJob retention() {
        return (before, most, deleted) -> handle -> {
            handle.createUpdate(DELETE_OLD).bind("before", before.atZone(ZoneOffset.UTC).toLocalDate().toEpochDay()).execute();
            deleted.accept(0);
        };
    }
}
