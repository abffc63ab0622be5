package dev.talaria.api.memory;

import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.request.BodyFacts;
import dev.talaria.api.http.request.CleanText;
import dev.talaria.api.http.request.PageLimit;
import dev.talaria.audit.AuditAction;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.memory.Incoming;
import dev.talaria.memory.MemoryCatalog;
import dev.talaria.memory.MemoryPage;
import dev.talaria.memory.MemoryProvider;
import dev.talaria.memory.Peer;
import dev.talaria.memory.SearchQuery;
import dev.talaria.run.stored.RunErasure;
import dev.talaria.scope.RequestScope;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * {@code /v1/memory}: the memory of the scope that the request's headers name. {@code X-Hermes-Memory: off} applies to turns and has no
 * effect here, because a caller of these routes means memory. Immutable, safe for many threads.
 */
public final class MemoryEndpoint implements Endpoint {
    private final MemoryProvider memory;
    private final RunErasure runs;
    private final Executor calls;
    private final Executor exports;

    /**
     * @param runs    erases what runs have stored of a memory scope that is deleted
     * @param calls   runs the calls that wait for memory, so that no container thread does; bounded, and a call that it rejects is answered
     *                with {@code memory_unavailable}
     * @param exports runs the reads of exports; bounded
     */
    public MemoryEndpoint(MemoryProvider memory, RunErasure runs, Executor calls, Executor exports) {
        this.memory = Objects.requireNonNull(memory);
        this.runs = Objects.requireNonNull(runs);
        this.calls = Objects.requireNonNull(calls);
        this.exports = Objects.requireNonNull(exports);
    }

    @Override
    public List<Route> routes() {
        String[] writeApi = memory instanceof MemoryCatalog ? new String[] {"memory_write_api"} : new String[0];
        return List.of(
                Route.post("memory_import", "/v1/memory/messages", this::importMessages).audited(AuditAction.MEMORY_IMPORT).with(writeApi),
                Route.post("memory_search", "/v1/memory/search", this::search),
                Route.get("memory_items", "/v1/memory/items", this::list),
                Route.get("memory_item", "/v1/memory/items/{item}", this::show),
                Route.patch("memory_item_edit", "/v1/memory/items/{item}", this::edit).audited(AuditAction.MEMORY_EDIT),
                Route.delete("memory_item_delete", "/v1/memory/items/{item}", this::delete).audited(AuditAction.MEMORY_DELETE),
                Route.get("memory_export", "/v1/memory/export", this::export).audited(AuditAction.MEMORY_EXPORT),
                Route.get("memory_profile", "/v1/memory/profile", this::profile),
                Route.patch("memory_profile_edit", "/v1/memory/profile/{entry}", this::editProfile).audited(AuditAction.MEMORY_EDIT),
                Route.delete("memory_profile_delete", "/v1/memory/profile/{entry}", this::deleteFromProfile)
                        .audited(AuditAction.MEMORY_DELETE),
                Route.delete("memory_delete", "/v1/memory", this::forget).audited(AuditAction.MEMORY_ERASE));
    }

    private void importMessages(Exchange exchange) {
        RequestScope request = exchange.scope(BodyFacts.NONE);
        Peer peer = required(request);
        audits(exchange, peer);
        MemoryCatalog catalog = MemoryCatalog.of(memory);
        List<Incoming> messages = ImportRequest.parse(exchange.body(), request.session());
        reply(exchange, () -> MemoryReply.imported(catalog.importing(peer, messages)));
    }

    private void search(Exchange exchange) {
        Peer peer = peer(exchange);
        MemoryCatalog catalog = MemoryCatalog.of(memory);
        SearchQuery query = SearchRequest.parse(exchange.body());
        reply(exchange, () -> MemoryReply.found(catalog.search(peer, query)));
    }

    private void list(Exchange exchange) {
        Peer peer = peer(exchange);
        MemoryCatalog catalog = MemoryCatalog.of(memory);
        MemoryPage.PageRequest pageRequest = new MemoryPage.PageRequest(exchange.query("after").orElse(null), PageLimit.of(exchange::query),
                !PageLimit.isAscending(exchange::query), FilterRequest.of(exchange::query));
        reply(exchange, () -> MemoryReply.list(catalog.list(peer, pageRequest)));
    }

    private void show(Exchange exchange) {
        Peer peer = peer(exchange);
        MemoryCatalog catalog = MemoryCatalog.of(memory);
        String id = exchange.parameter("item");
        reply(exchange, () -> MemoryReply.item(catalog.find(peer, id).orElseThrow(() -> notFound(id))));
    }

    private void edit(Exchange exchange) {
        Peer peer = peer(exchange);
        MemoryCatalog catalog = MemoryCatalog.of(memory);
        String id = exchange.parameter("item");
        String text = EditRequest.parse(exchange.body());
        reply(exchange, () -> MemoryReply.item(catalog.edit(peer, id, text).orElseThrow(() -> notFound(id))));
    }

    private void delete(Exchange exchange) {
        Peer peer = peer(exchange);
        MemoryCatalog catalog = MemoryCatalog.of(memory);
        String id = exchange.parameter("item");
        reply(exchange, () -> {
            if (!catalog.forget(peer, id)) {
                throw notFound(id);
            }
            return Reply.deleted("memory.item", id).json();
        });
    }

    private static ApiException notFound(String id) {
        return ErrorCode.MEMORY_ITEM_NOT_FOUND.because("Memory item not found: " + CleanText.excerpt(id, 80));
    }

    private void export(Exchange exchange) {
        Peer peer = peer(exchange);
        exchange.replyInLines(new Export(MemoryCatalog.of(memory), peer), exports);
    }

    private void profile(Exchange exchange) {
        Peer peer = peer(exchange);
        MemoryCatalog catalog = MemoryCatalog.of(memory);
        reply(exchange, () -> MemoryReply.profile(catalog.profile(peer), memory.description()));
    }

    private void editProfile(Exchange exchange) {
        Peer peer = peer(exchange);
        MemoryCatalog catalog = MemoryCatalog.of(memory);
        String id = exchange.parameter("entry");
        String value = ProfileEdit.value(exchange.body());
        reply(exchange, () -> {
            if (!catalog.editProfile(peer, id, value)) {
                throw noEntry(id);
            }
            return MemoryReply.edited(id);
        });
    }

    private void deleteFromProfile(Exchange exchange) {
        Peer peer = peer(exchange);
        MemoryCatalog catalog = MemoryCatalog.of(memory);
        String id = exchange.parameter("entry");
        reply(exchange, () -> {
            if (!catalog.deleteFromProfile(peer, id)) {
                throw noEntry(id);
            }
            return Reply.deleted("memory.profile.entry", id).json();
        });
    }

    private static ApiException noEntry(String id) {
        return ErrorCode.MEMORY_ITEM_NOT_FOUND.because("Profile entry not found: " + CleanText.excerpt(id, 80));
    }

    private void forget(Exchange exchange) {
        Peer peer = peer(exchange);
        reply(exchange, () -> {
            runs.scope(peer.scope());
            return MemoryReply.forgotten(memory.forget(peer));
        });
    }

    private void reply(Exchange exchange, Supplier<String> call) {
        exchange.replyFromMemory(() -> Reply.ok(call.get()), calls);
    }

    private static Peer peer(Exchange exchange) {
        Peer peer = required(exchange.scope(BodyFacts.NONE));
        audits(exchange, peer);
        return peer;
    }

    /** The audit trail names the scope, and the item if there is one. */
    private static void audits(Exchange exchange, Peer peer) {
        String item = exchange.parameter("item") != null ? exchange.parameter("item") : exchange.parameter("entry");
        exchange.audits(peer.scope().tenant(), item == null ? peer.scope().id() : peer.scope().id() + "/" + item);
    }

    private static Peer required(RequestScope request) {
        if (request.memoryScope().isEmpty()) {
            throw ErrorCode.MEMORY_SCOPE_REQUIRED.at("X-Hermes-Session-Key",
                    "This request has no memory scope: send X-Hermes-Session-Key, or X-Hermes-Session-Id");
        }
        return Peer.of(request);
    }
}
