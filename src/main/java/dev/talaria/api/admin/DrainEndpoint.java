package dev.talaria.api.admin;

import dev.talaria.access.Rights;
import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.json.Json;
import java.util.List;
import java.util.function.IntSupplier;

/** {@code POST /api/admin/drain}: takes the server out of service before it is stopped. */
public final class DrainEndpoint implements Endpoint {
    private final Runnable drain;
    private final IntSupplier activeRuns;

    /** @param drain returns at once; calling it again does nothing */
    public DrainEndpoint(Runnable drain, IntSupplier activeRuns) {
        this.drain = drain;
        this.activeRuns = activeRuns;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.post("admin_drain", "/api/admin/drain", this::begin));
    }

    private void begin(Exchange exchange) {
        exchange.require(Rights.SERVER_ADMIN);
        drain.run();
        exchange.reply(Reply.ok(Json.generate(json -> json.writeStartObject().write("draining", true)
                .write("active_runs", activeRuns.getAsInt()).writeEnd())));
    }
}
