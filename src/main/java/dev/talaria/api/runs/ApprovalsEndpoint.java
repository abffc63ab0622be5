package dev.talaria.api.runs;

import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.reply.ReplyJson;
import dev.talaria.api.http.request.BodyFacts;
import dev.talaria.api.http.request.PageLimit;
import dev.talaria.audit.AuditAction;
import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import dev.talaria.run.Approvals;
import dev.talaria.run.ToolConsent;
import dev.talaria.run.stored.ConsentStore;
import dev.talaria.scope.SessionRef;
import jakarta.json.stream.JsonGenerator;
import java.util.List;
import java.util.Objects;

/**
 * {@code /v1/approvals}: lists and revokes the approvals that reach beyond one call. Blocks for the database. Immutable, safe for many
 * threads.
 */
public final class ApprovalsEndpoint implements Endpoint {
    private static final String PATH = "/v1/approvals";
    private static final String OBJECT = "approval";

    private final ConsentStore consents;

    public ApprovalsEndpoint(ConsentStore consents) {
        this.consents = Objects.requireNonNull(consents);
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("approvals", PATH, this::list),
                Route.delete("approval_revoke", PATH + "/{approval_id}", this::revoke).audited(AuditAction.APPROVAL_REVOKE));
    }

    private void list(Exchange exchange) {
        int limit = PageLimit.of(exchange::query);
        List<ToolConsent> found = consents.list(owner(exchange), limit + 1);
        exchange.reply(Reply.ok(Json.object(json -> {
            json.write("object", "list").writeStartArray("data");
            found.stream().limit(limit).forEach(consent -> write(json, consent));
            json.writeEnd().write("has_more", found.size() > limit);
        })));
    }

    private static void write(JsonGenerator json, ToolConsent consent) {
        Approvals.Choice choice = consent.session() == null ? Approvals.Choice.ALWAYS : Approvals.Choice.SESSION;
        json.writeStartObject().write("id", consent.id()).write("object", OBJECT).write("tool", consent.tool())
                .write("choice", choice.wire());
        ReplyJson.nullable(json, "session_id", consent.session());
        json.write("created_at", consent.created().getEpochSecond()).writeEnd();
    }

    private void revoke(Exchange exchange) {
        String id = exchange.parameter("approval_id");
        if (!consents.revoke(owner(exchange), id)) {
            throw ErrorCode.NOT_FOUND.because("Approval not found: " + id);
        }
        exchange.reply(Reply.deleted(OBJECT, id));
    }

    private static SessionRef owner(Exchange exchange) {
        return exchange.scope(BodyFacts.NONE).session();
    }
}
