package dev.talaria.testing;

import dev.talaria.boot.Talaria;
import dev.talaria.config.ConfigLoader;
import dev.talaria.config.Sources;
import dev.talaria.store.Database;
import jakarta.servlet.DispatcherType;
import java.lang.reflect.Field;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The real composition root on embedded Jetty: a free port, an empty database, the demo model unless told otherwise. */
public final class TestServer implements AutoCloseable {
    public static final String KEY = "test-key";

    private final Talaria talaria;
    private final Server jetty;
    private final URI base;

    private TestServer(Talaria talaria, Server jetty, URI base) {
        this.talaria = talaria;
        this.jetty = jetty;
        this.base = base;
    }

    public static TestServer start() {
        return start(Map.of());
    }

    /** With an upstream in place of the demo model. */
    public static TestServer over(ScriptedUpstream upstream, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("talaria.model.base-url", upstream.baseUrl().toString());
        all.putIfAbsent("talaria.model.name", "scripted");
        return start(all);
    }

    /** @param settings configuration keys that differ from the usual ones of a test; an empty value unsets one */
    public static TestServer start(Map<String, String> settings) {
        return start(settings, Clock.systemUTC());
    }

    public static TestServer start(Map<String, String> settings, Clock clock) {
        Map<String, String> all = new HashMap<>();
        all.put("talaria.api-key", KEY);
        all.put("talaria.home", TemporaryFolder.fresh().toString());
        if (!settings.containsKey("talaria.store.url")) {
            all.putAll(TestDatabase.settings());
        }
        all.putAll(settings);
        Sources sources = new Sources(all, Map.of(), Map.of(), new Sources.Machine(1L << 30, Runtime.version().feature()));
        Talaria talaria = Talaria.start(ConfigLoader.load(sources).config(), clock);
        try {
            Server jetty = jetty(talaria);
            int port = ((ServerConnector) jetty.getConnectors()[0]).getLocalPort();
            return new TestServer(talaria, jetty, URI.create("http://127.0.0.1:" + port));
        } catch (Exception e) {
            talaria.close();
            throw new IllegalStateException(e);
        }
    }

    private static Server jetty(Talaria talaria) throws Exception {
        Server jetty = new Server();
        ServerConnector connector = new ServerConnector(jetty);
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.setBaseResourceAsPath(Path.of("webapp").toAbsolutePath());
        FilterHolder gate = new FilterHolder(talaria.gate());
        gate.setAsyncSupported(true);
        context.addFilter(gate, "/*", EnumSet.of(DispatcherType.REQUEST));
        DeclaredServlets.addTo(context);
        jetty.setHandler(context);
        jetty.start();
        return jetty;
    }

    public URI base() {
        return base;
    }

    /** A client with this server's key. */
    public TestClient client() {
        return new TestClient(base, KEY);
    }

    /** A client with another key, or none for null. */
    public TestClient client(String key) {
        return new TestClient(base, key);
    }

    /** What this server has stored, read beside it. */
    public Transcripts transcripts() {
        return Transcripts.in(database());
    }

    /** Fills this server's outbox, beside it. */
    public Parcels deliveries() {
        return Parcels.in(database());
    }

    /** The database that this server has opened; a file is open nowhere else. */
    public Database database() {
        try {
            return (Database) part(part(part(talaria, "core"), "stores"), "database");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object part(Object whole, String name) throws ReflectiveOperationException {
        Field part = whole.getClass().getDeclaredField(name);
        part.setAccessible(true);
        return part.get(whole);
    }

    @Override
    public void close() {
        talaria.close();
        try {
            jetty.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
