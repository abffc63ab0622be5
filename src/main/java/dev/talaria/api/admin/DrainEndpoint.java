package dev.talaria.api.admin;

import dev.talaria.access.Rights;
import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.audit.AuditAction;
import dev.talaria.json.Json;
import java.util.List;
import java.util.Objects;

/** {@code /api/admin/drain}: takes the server out of service before it is stopped, reports the progress, and undoes the drain. */
public final class DrainEndpoint implements Endpoint {
    private static final String PATH = "/api/admin/drain";

    /** Drains and resumes the server. Each method returns at once and is idempotent. */
    public interface Service {
        void drain();

        void resume();

        boolean isDraining();

        /** Returns the number of runs that have not ended. */
        int activeRuns();
    }

    private final Service service;

    public DrainEndpoint(Service service) {
        this.service = Objects.requireNonNull(service);
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("admin_drain", PATH, exchange -> serve(exchange, service::drain))
                        .audited(AuditAction.SERVER_DRAIN).evenWhileDraining(),
                Route.get("admin_drain_status", PATH, exchange -> serve(exchange, () -> { })).evenWhileDraining(),
                Route.delete("admin_drain_undo", PATH, exchange -> serve(exchange, service::resume))
                        .audited(AuditAction.SERVER_RESUME).evenWhileDraining());
    }

    private void serve(Exchange exchange, Runnable change) {
        exchange.require(Rights.SERVER_ADMIN);
        change.run();
        exchange.reply(Reply.ok(Json.object(json -> json.write("draining", service.isDraining())
                .write("active_runs", service.activeRuns()))));
    }
}
