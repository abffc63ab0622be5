package dev.talaria.boot;

import dev.talaria.config.TalariaConfig;
import dev.talaria.memory.outbox.BacklogStore;
import jakarta.servlet.Filter;
import java.time.Clock;
import java.util.function.BooleanSupplier;

/** One running server: everything built once, in order, and closed in reverse. */
public final class Talaria implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Talaria.class.getName());

    private final TalariaConfig config;
    private final Closing closing;
    private final Core core;
    private final ServerMeters meters;
    private final Web web;
    private volatile boolean closed;

    private Talaria(TalariaConfig config, Clock clock, boolean late, Closing closing) {
        this.config = config;
        this.closing = closing;
        core = new Core(config, clock, closing);
        if (late) {
            core.stores().database().condition().cameLate();
        }
        core.warmUp();
        BooleanSupplier open = () -> !closed && !core.runs().draining().isDraining();
        OutboxState outbox = new OutboxState(new BacklogStore(core.stores().database(), core.stores().commits(), clock));
        DiskState disk = new DiskState(config.server().home());
        meters = new ServerMeters(core, outbox, disk, clock);
        web = new Web(config, core, new Web.Observed(new Health(core, outbox, disk, clock), meters), open, clock);
        core.runs().takeOver(core.starter(), web.keys(), open);
    }

    /** Blocks until everything is up; if a part fails, closes those built before it. */
    public static Talaria start(TalariaConfig config, Clock clock) {
        return start(config, clock, false);
    }

    /** @param late whether the database was unavailable before: other servers may not have renewed their leases yet */
    static Talaria start(TalariaConfig config, Clock clock, boolean late) {
        Closing closing = new Closing();
        try {
            return new Talaria(config, clock, late, closing);
        } catch (RuntimeException | Error e) {
            closing.close();
            throw e;
        }
    }

    /** Returns the filter in front of everything; it passes admitted requests on to the servlets of {@code web.xml}. */
    public Filter gate() {
        return web.gate();
    }

    /** Returns the JMX view. */
    ServerMBean server() {
        return new Server(core.runs().draining(), meters, core.runs().accounts().audit());
    }

    /** Logs what an operator must know about a server that is ready. */
    void announce() {
        config.server().announceUrl().ifPresentOrElse(url -> new ReadyLine(url, core.inner().timer(), () -> sayReady(": " + url)).run(),
                () -> sayReady(""));
        if (config.auth().anonymous()) {
            LOG.log(System.Logger.Level.WARNING, "ANONYMOUS USE IS ON: anyone who can reach this server may use it without an API "
                    + "key, and session headers are refused. To turn it off, set TALARIA_API_KEY and remove TALARIA_ANONYMOUS.");
        } else if (config.auth().apiKeys().isEmpty() && config.callers().keysFile().isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, "No API key is configured, so every request is refused with 401. "
                    + "Set the environment variable TALARIA_API_KEY (or the system property talaria.api-key) and restart.");
        }
    }

    private void sayReady(String where) {
        LOG.log(System.Logger.Level.INFO, "Talaria " + Version.current() + " is ready" + where + " - model: "
                + core.agents().usualModel().description() + ", memory: " + core.memory().description() + ", database: "
                + core.stores().database().description() + ", data: " + config.server().home());
    }

    /** Rejects new requests, ends the runs and frees everything. */
    @Override
    public void close() {
        closed = true;
        closing.close();
    }
}
