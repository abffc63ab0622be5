package dev.talaria.api.admin;

import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.reply.ReplyJson;
import dev.talaria.api.http.request.PageLimit;
import dev.talaria.audit.AuditAction;
import dev.talaria.audit.AuditStore;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import jakarta.json.stream.JsonGenerator;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/audit}: the audit trail, newest first. A server admin sees that of all tenants, a tenant admin that of its own tenant.
 * Blocks for the database. Immutable, safe for many threads.
 */
public final class AuditEndpoint implements Endpoint {
    private static final String PREFIX = "audit_";
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private final AuditStore store;

    public AuditEndpoint(AuditStore store) {
        this.store = Objects.requireNonNull(store);
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("audit", "/api/audit", this::list));
    }

    private void list(Exchange exchange) {
        String tenant = TenantVisibility.asked(exchange);
        AuditStore.Page page = store.list(new AuditStore.Filter(tenant, exchange.query("actor").orElse(null), action(exchange),
                exchange.query("object").orElse(null), exchange.query("result").orElse(null), instant(exchange, "since"),
                instant(exchange, "until"), after(exchange), PageLimit.of(exchange::query)));
        exchange.reply(Reply.ok(Json.object(json -> {
            json.write("object", "list");
            ReplyJson.page(json, page.rows(), row -> PREFIX + row.sequence(), AuditEndpoint::write, page.more());
        })));
    }

    private static void write(JsonGenerator json, AuditStore.Row row) {
        json.writeStartObject().write("id", PREFIX + row.sequence()).write("object", "audit.event").write("tenant", row.tenant())
                .write("actor_tenant", row.actorTenant()).write("actor", row.actor()).write("action", row.action());
        ReplyJson.nullable(json, "target", row.object());
        json.write("result", row.result());
        ReplyJson.nullable(json, "request_id", row.request());
        json.write("at", row.at().toString()).writeEnd();
    }

    private static @Nullable AuditAction action(Exchange exchange) {
        return exchange.query("action").map(text -> AuditAction.of(text)
                .orElseThrow(() -> ErrorCode.INVALID_VALUE.at("action", "'action' must be one of the audit trail's, such as 'key.create'")))
                .orElse(null);
    }

    private static long after(Exchange exchange) {
        String after = exchange.query("after").orElse(null);
        if (after == null) {
            return Long.MAX_VALUE;
        }
        if (!after.matches(PREFIX + "[0-9]{1,18}")) {
            throw ErrorCode.INVALID_VALUE.at("after", "'after' must be the id of an event");
        }
        return Long.parseLong(after.substring(PREFIX.length()));
    }

    private static @Nullable Instant instant(Exchange exchange, String name) {
        return exchange.query(name).map(text -> {
            try {
                Instant at = text.matches("[0-9]{1,10}") ? Instant.ofEpochSecond(Long.parseLong(text)) : Instant.parse(text);
                if (at.isBefore(Instant.EPOCH) || at.isAfter(LAST)) {
                    throw new DateTimeException(name);
                }
                return at;
            } catch (DateTimeException e) {
                throw ErrorCode.INVALID_VALUE.at(name, "'" + name + "' must be a time like 2026-01-31T12:00:00Z, or seconds since 1970");
            }
        }).orElse(null);
    }
}
