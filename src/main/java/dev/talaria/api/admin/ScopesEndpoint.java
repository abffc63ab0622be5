package dev.talaria.api.admin;

import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.reply.ReplyJson;
import dev.talaria.api.http.request.PageLimit;
import dev.talaria.audit.AuditAction;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import dev.talaria.memory.MemoryCatalog;
import dev.talaria.memory.MemoryPage;
import dev.talaria.memory.MemoryProvider;
import dev.talaria.memory.ScopeStore;
import dev.talaria.memory.ScopeUse;
import dev.talaria.scope.MemoryScope;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/scopes}: lists the memory scopes with their sizes and the time of last use. Blocks for the database. Immutable, safe for
 * many threads.
 */
public final class ScopesEndpoint implements Endpoint {
    /** No tenant's name contains it. */
    private static final String BETWEEN = ":";

    private final ScopeStore scopes;
    private final MemoryProvider memory;

    public ScopesEndpoint(ScopeStore scopes, MemoryProvider memory) {
        this.scopes = Objects.requireNonNull(scopes);
        this.memory = Objects.requireNonNull(memory);
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("scopes", "/api/scopes", this::list).audited(AuditAction.SCOPES_LIST));
    }

    private void list(Exchange exchange) {
        String tenant = TenantVisibility.asked(exchange);
        MemoryScope after = exchange.query("after").map(ScopesEndpoint::scope).orElse(null);
        MemoryPage<ScopeUse> pages = scopes.list(tenant, after, PageLimit.of(exchange::query));
        exchange.reply(Reply.ok(json(pages, sizes(pages.items().stream().map(ScopeUse::scope).toList()))));
    }

    private Map<MemoryScope, ScopeUse.Size> sizes(List<MemoryScope> wanted) {
        return memory instanceof MemoryCatalog catalog ? catalog.sizes(wanted) : Map.of();
    }

    private static MemoryScope scope(String id) {
        String[] parts = id.split(BETWEEN, -1);
        if (parts.length != 2) {
            throw ErrorCode.INVALID_VALUE.at("after", "'after' must be the id of a scope");
        }
        return new MemoryScope(parts[0], parts[1]);
    }

    private static String id(ScopeUse use) {
        return use.scope().tenant() + BETWEEN + use.scope().id();
    }

    private static String json(MemoryPage<ScopeUse> pages, Map<MemoryScope, ScopeUse.Size> sizes) {
        return Json.object(json -> {
            json.write("object", "list");
            ReplyJson.page(json, pages.items(), ScopesEndpoint::id, (out, use) -> {
                out.writeStartObject().write("id", id(use)).write("object", "memory.scope").write("tenant", use.scope().tenant())
                        .write("scope", use.scope().id());
                size(out, sizes.get(use.scope()));
                out.write("created_at", use.created().getEpochSecond()).write("last_used_at", use.used().getEpochSecond()).writeEnd();
            }, pages.more());
        });
    }

    /** @param size null if only an external memory knows it */
    private static void size(JsonGenerator json, ScopeUse.@Nullable Size size) {
        if (size == null) {
            json.writeNull("items").writeNull("sessions").writeNull("bytes").writeNull("pending_embeddings");
        } else {
            json.write("items", size.items()).write("sessions", size.sessions()).write("bytes", size.bytes());
            json.write("pending_embeddings", size.pending() == null ? JsonValue.NULL : Json.number(size.pending()));
        }
    }
}
