package dev.talaria.api.admin;

import dev.talaria.access.Rights;
import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.request.CleanText;
import dev.talaria.api.http.request.PageLimit;
import dev.talaria.audit.AuditAction;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.memory.outbox.BacklogStore;
import dev.talaria.memory.outbox.Backlogged;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/outbox}: lists, resends and deletes the deliveries that wait for an external memory or were refused by it. A server admin
 * sees those of all tenants, a tenant admin those of its own tenant. Blocks for the database. Immutable, safe for many threads.
 */
public final class OutboxEndpoint implements Endpoint {
    private static final String ONE = "/api/outbox/{parcel_id}";

    private final BacklogStore backlog;

    public OutboxEndpoint(BacklogStore backlog) {
        this.backlog = Objects.requireNonNull(backlog);
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("outbox", "/api/outbox", this::list).audited(AuditAction.OUTBOX_LIST),
                Route.get("outbox_parcel", ONE, exchange -> exchange.reply(Reply.ok(OutboxReply.json(find(exchange)).toString()))),
                Route.post("outbox_resend", ONE + "/resend", this::resend).audited(AuditAction.OUTBOX_RESEND),
                Route.delete("outbox_delete", ONE, this::delete).audited(AuditAction.OUTBOX_DELETE));
    }

    private void list(Exchange exchange) {
        String tenant = TenantVisibility.asked(exchange);
        BacklogStore.DeliveryFilter deliveryFilter = new BacklogStore.DeliveryFilter(tenant, state(exchange), after(exchange),
                PageLimit.of(exchange::query));
        exchange.reply(Reply.ok(OutboxReply.list(backlog.list(deliveryFilter), backlog.counts(tenant))));
    }

    private static @Nullable Boolean state(Exchange exchange) {
        String state = exchange.query("state").orElse(null);
        if (state == null) {
            return null;
        }
        if (!state.equals("parked") && !state.equals("waiting")) {
            throw ErrorCode.INVALID_VALUE.at("state", "'state' must be 'waiting' or 'parked'");
        }
        return state.equals("parked");
    }

    private static long after(Exchange exchange) {
        String after = exchange.query("after").orElse(null);
        if (after != null && OutboxReply.sequence(after) < 0) {
            throw ErrorCode.INVALID_VALUE.at("after", "'after' must be the id of a delivery");
        }
        return after == null ? 0 : OutboxReply.sequence(after);
    }

    private void resend(Exchange exchange) {
        Backlogged delivery = find(exchange);
        if (!backlog.resend(delivery)) {
            throw notFound(exchange);
        }
        exchange.reply(Reply.ok(OutboxReply.json(delivery.waiting()).toString()));
    }

    private void delete(Exchange exchange) {
        Backlogged delivery = find(exchange);
        if (!backlog.delete(delivery)) {
            throw notFound(exchange);
        }
        exchange.reply(OutboxReply.deleted(delivery));
    }

    private Backlogged find(Exchange exchange) {
        exchange.require(Rights.TENANT_ADMIN);
        return backlog.find(OutboxReply.sequence(exchange.parameter("parcel_id")))
                .filter(delivery -> TenantVisibility.includes(exchange.key(), delivery.scope().tenant()))
                .orElseThrow(() -> notFound(exchange));
    }

    private static ApiException notFound(Exchange exchange) {
        return ErrorCode.NOT_FOUND.because("Delivery not found: " + CleanText.excerpt(exchange.parameter("parcel_id"), 80));
    }
}
