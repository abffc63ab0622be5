package dev.talaria.api.admin;

import dev.talaria.access.Rights;
import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import dev.talaria.usage.UsageRow;
import dev.talaria.usage.UsageStore;
import jakarta.json.stream.JsonGenerator;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code GET /api/usage}: what was used, in JSON or CSV. An API key sees what it has used itself, a tenant admin its whole tenant, a server
 * admin all tenants. Blocks for the database. Immutable, safe for many threads.
 */
public final class UsageEndpoint implements Endpoint {
    private static final int BILLION_DIGITS = 9;
    private static final int MAX_ROWS = 10_000;
    private static final int DEFAULT_DAYS = 30;
    private static final int LAST_YEAR = 9999;
    private static final String CSV = "text/csv;charset=utf-8";

    private final UsageStore store;
    private final String currency;
    private final Clock clock;

    public UsageEndpoint(UsageStore store, String currency, Clock clock) {
        this.store = Objects.requireNonNull(store);
        this.currency = Objects.requireNonNull(currency);
        this.clock = Objects.requireNonNull(clock);
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("usage", "/api/usage", this::show));
    }

    private void show(Exchange exchange) {
        Set<UsageStore.Part> parts = parts(exchange);
        List<UsageRow> rows = store.sums(filter(exchange), parts, MAX_ROWS + 1);
        if (rows.size() > MAX_ROWS) {
            throw ErrorCode.INVALID_VALUE.at("by", "More than " + MAX_ROWS + " rows: ask for fewer days, or by fewer parts");
        }
        String format = exchange.query("format").orElse("json");
        if (format.equals("csv")) {
            exchange.reply(Reply.text(CSV, csv(rows, parts)));
        } else if (format.equals("json")) {
            exchange.reply(Reply.ok(Json.object(json -> {
                json.write("object", "list").write("currency", currency).writeStartArray("data");
                rows.forEach(row -> write(json, row, parts));
                json.writeEnd();
            })));
        } else {
            throw ErrorCode.INVALID_VALUE.at("format", "'format' must be json or csv");
        }
    }

    private UsageStore.Filter filter(Exchange exchange) {
        LocalDate today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
        LocalDate to = day(exchange, "to", today);
        LocalDate from = day(exchange, "from", to.minusDays(DEFAULT_DAYS - 1));
        if (from.isAfter(to)) {
            throw ErrorCode.INVALID_VALUE.at("from", "'from' must not be after 'to'");
        }
        String user = exchange.query("user").orElse(null);
        if (exchange.key().rights().include(Rights.TENANT_ADMIN)) {
            return new UsageStore.Filter(TenantVisibility.asked(exchange), exchange.query("key").orElse(null), user, from, to);
        }
        String own = exchange.key().name();
        if (!exchange.query("key").orElse(own).equals(own)
                || !exchange.query("tenant").orElse(exchange.key().tenant().name()).equals(exchange.key().tenant().name())) {
            throw ErrorCode.PERMISSION_DENIED.because("This API key may see only what it has used itself");
        }
        return new UsageStore.Filter(exchange.key().tenant().name(), own, user, from, to);
    }

    private static LocalDate day(Exchange exchange, String name, LocalDate usual) {
        try {
            LocalDate day = exchange.query(name).map(LocalDate::parse).orElse(usual);
            if (day.getYear() < 0 || day.getYear() > LAST_YEAR) {
                throw new DateTimeException(name);
            }
            return day;
        } catch (DateTimeException e) {
            throw ErrorCode.INVALID_VALUE.at(name, "'" + name + "' must be a day like 2026-01-31");
        }
    }

    private static Set<UsageStore.Part> parts(Exchange exchange) {
        Set<UsageStore.Part> parts = EnumSet.noneOf(UsageStore.Part.class);
        for (String name : exchange.query("by").orElse("day,tenant,key,user,agent,model").split(",")) {
            parts.add(switch (name.strip()) {
                case "day" -> UsageStore.Part.DAY;
                case "tenant" -> UsageStore.Part.TENANT;
                case "key" -> UsageStore.Part.API_KEY;
                case "user" -> UsageStore.Part.USER_ID;
                case "agent" -> UsageStore.Part.AGENT;
                case "model" -> UsageStore.Part.MODEL;
                default -> throw ErrorCode.INVALID_VALUE.at("by", "'by' must name some of day, tenant, key, user, agent and model");
            });
        }
        return parts;
    }

    private static String name(UsageStore.Part part) {
        return switch (part) {
            case API_KEY -> "key";
            case USER_ID -> "user";
            default -> part.name().toLowerCase(Locale.ROOT);
        };
    }

    private static String value(UsageRow row, UsageStore.Part part) {
        return switch (part) {
            case TENANT -> row.tenant();
            case DAY -> Objects.requireNonNull(row.day()).toString();
            case API_KEY -> row.apiKey();
            case USER_ID -> row.user();
            case AGENT -> row.agent();
            case MODEL -> row.model();
        };
    }

    private static void write(JsonGenerator json, UsageRow row, Set<UsageStore.Part> parts) {
        json.writeStartObject();
        parts.forEach(part -> json.write(name(part), value(row, part)));
        json.write("turns", row.turns()).write("failed", row.failed()).write("prompt_tokens", row.tokens().prompt())
                .write("completion_tokens", row.tokens().completion()).write("cached_tokens", row.tokens().cached())
                .write("reasoning_tokens", row.tokens().reasoning()).write("milliseconds", row.millis()).write("cost", cost(row))
                .writeEnd();
    }

    private static BigDecimal cost(UsageRow row) {
        BigDecimal cost = BigDecimal.valueOf(row.cost(), BILLION_DIGITS).stripTrailingZeros();
        return cost.scale() < 0 ? cost.setScale(0) : cost;
    }

    private static String csv(List<UsageRow> rows, Set<UsageStore.Part> parts) {
        StringBuilder csv = new StringBuilder(parts.stream().map(UsageEndpoint::name).collect(Collectors.joining(",")))
                .append(",turns,failed,prompt_tokens,completion_tokens,cached_tokens,reasoning_tokens,milliseconds,cost\r\n");
        for (UsageRow row : rows) {
            List<String> cells = new ArrayList<>();
            parts.forEach(part -> cells.add(cell(value(row, part))));
            cells.addAll(List.of(Long.toString(row.turns()), Long.toString(row.failed()), Long.toString(row.tokens().prompt()),
                    Long.toString(row.tokens().completion()), Long.toString(row.tokens().cached()),
                    Long.toString(row.tokens().reasoning()), Long.toString(row.millis()), cost(row).toPlainString()));
            csv.append(String.join(",", cells)).append("\r\n");
        }
        return csv.toString();
    }

    /** Quotes a text, and keeps a spreadsheet from taking it for a formula. */
    private static String cell(String text) {
        String safe = text.isEmpty() || "=+-@\t\r".indexOf(text.charAt(0)) < 0 ? text : "'" + text;
        return safe.matches("[^\",\\r\\n]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
