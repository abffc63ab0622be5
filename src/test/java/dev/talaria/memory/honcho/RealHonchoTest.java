package dev.talaria.memory.honcho;

import dev.talaria.config.HonchoConfig;
import dev.talaria.memory.MemoryCatalog;
import dev.talaria.memory.MemoryCatalogContract;
import dev.talaria.memory.SearchQuery;
import dev.talaria.memory.honcho.wire.HonchoClient;
import dev.talaria.store.Write;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The same against a Honcho server that runs, at {@code -Dit.honcho.url=http://host:port}, whose answers may be given time for with
 * {@code -Dit.honcho.patience=MILLISECONDS}. It leaves a workspace or two behind.
 */
@EnabledIfSystemProperty(named = "it.honcho.url", matches = ".+")
class RealHonchoTest extends MemoryCatalogContract {
    private final HonchoFixture fixture = new HonchoFixture();
    private final HonchoConfig config = HonchoFixture.config(URI.create(System.getProperty("it.honcho.url")),
            new HonchoConfig.Naming("it-" + UUID.randomUUID() + "-{tenant}", "talaria", false, Optional.empty(), false),
            HonchoConfig.Recall.HYBRID, 0);
    private final HonchoClient client = fixture.client(config);
    private final Honcho honcho = new Honcho(client, HonchoFixture.TIMEOUTS);

    @Override
    protected void finish() throws IOException {
        client.close();
        fixture.close();
    }

    @Override
    protected MemoryCatalog open() {
        return fixture.memory(config);
    }

    @Override
    protected void commit(Write write) {
        fixture.commit(write);
        List.of("acme", "other").forEach(tenant -> fixture.awaitTrue(() -> findsAll(tenant)));
    }

    /** Messages are found by their meaning once they have been embedded, some moments after they were stored. */
    private boolean findsAll(String tenant) {
        String workspace = new HonchoNaming(config.naming()).workspace(tenant);
        HonchoLocation all = new HonchoLocation(tenant, workspace, "any", "any", "talaria", "any", null);
        List<String> sessions = honcho.sessions(all, null, 1).items().stream().map(session -> session.getString("id")).toList();
        long stored = new Listing(honcho).count(all, sessions);
        SearchQuery anything = new SearchQuery("anything at all", Honcho.PAGE, null, null);
        return sessions.isEmpty()
                || Honcho.await(honcho.searchAll(all, sessions, anything)).items().size() >= Math.min(stored, Honcho.PAGE);
    }

    @Override
    protected boolean erasesParts() {
        return false;
    }

    @Override
    protected boolean leavesOutWhatDoesNotFit() {
        return false;
    }
}
