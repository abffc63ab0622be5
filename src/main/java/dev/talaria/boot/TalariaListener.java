package dev.talaria.boot;

import dev.talaria.api.http.EntryPoint;
import dev.talaria.api.http.StartingFilter;
import dev.talaria.api.meta.HealthEndpoint;
import dev.talaria.boot.thread.ClassPreload;
import dev.talaria.config.ConfigFaults;
import dev.talaria.config.ConfigLoader;
import dev.talaria.config.Sources;
import dev.talaria.config.TalariaConfig;
import dev.talaria.container.LastRecord;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.store.Database;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The listener of {@code web.xml}: builds the server when the application starts and closes it when it stops. */
public final class TalariaListener implements ServletContextListener {
    private static final System.Logger LOG = System.getLogger(TalariaListener.class.getName());
    private static final String NAME = "talaria";
    private static final String EVERYTHING = "/*";
    private static final String HOME = "talaria.home";

    /** A context parameter; whatever its value, the container rejects an application that fails. */
    private static final String ENDS_WITH_FAULT = "dev.talaria.ends-with-fault";
    private static final Problem NOT_STARTED = Problem.of(ErrorCode.NOT_STARTED, "Talaria did not start: see the server's log for "
            + "the reason, correct it and restart");

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(1);
    private static final Duration MAX_START = Duration.ofSeconds(30);

    private final Map<String, String> environment;
    private final CountDownLatch destroyed = new CountDownLatch(1);
    private Talaria talaria;
    private Jmx jmx;
    private Thread starter;
    private ClassPreload preload;
    private volatile Problem obstacle;

    /** Reads the process's environment; called by the container. */
    public TalariaListener() {
        this(System.getenv());
    }

    TalariaListener(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        EntryPoint entryPoint = new EntryPoint(new StartingFilter(Map.of("/health", HealthEndpoint.alive(Version.current()),
                "/v1/health", HealthEndpoint.alive(Version.current()), "/health/live", HealthEndpoint.living(Version.current())),
                HealthEndpoint::notReady, () -> obstacle));
        try {
            start(context, entryPoint);
        } catch (RuntimeException | Error fault) {
            // Containers log an application's exception at length; the faults themselves come last.
            if (fault instanceof ConfigFaults faults) {
                warn(faults.warnings());
            }
            LOG.log(System.Logger.Level.ERROR, "The server does not start. " + words(fault), fault instanceof ConfigFaults ? null : fault);
            if (refuses(context)) {
                stopPreload();
                throw fault;
            }
            obstacle = NOT_STARTED;
        }
        show(context, entryPoint);
    }

    private static void warn(List<String> warnings) {
        warnings.forEach(warning -> LOG.log(System.Logger.Level.WARNING, warning));
    }

    private static String words(Throwable fault) {
        return fault.getMessage() == null ? fault.toString() : fault.getMessage();
    }

    /**
     * Returns whether a failing start makes the container reject the deployment, so that the operator sees it. Tomcat and stand-alone Jetty
     * would run without the application and answer 404; the build declares that its Jetty ends.
     */
    private static boolean refuses(ServletContext context) {
        String server = context.getServerInfo() == null ? "" : context.getServerInfo().toLowerCase(Locale.ROOT);
        return context.getInitParameter(ENDS_WITH_FAULT) != null || !server.startsWith("apache tomcat") && !server.startsWith("jetty");
    }

    private void start(ServletContext context, EntryPoint entryPoint) {
        ConfigLoader.Loaded loaded = ConfigLoader.load(Sources.of(System.getProperties(), environment, initParameters(context)));
        warn(loaded.warnings());
        preload = ClassPreload.begin(context, lateLibraries(loaded.config()), Threads.named("preload"));
        try {
            open(Talaria.start(loaded.config(), Clock.systemUTC()), entryPoint, context.getContextPath());
        } catch (RuntimeException e) {
            if (!Database.mayComeLater(e)) {
                throw e;
            }
            obstacle = waiting(e, loaded.config());
            starter = Threads.named("start").newThread(() -> startLater(loaded.config(), entryPoint, context.getContextPath(), e));
            starter.start();
        }
    }

    private static void show(ServletContext context, EntryPoint entryPoint) {
        FilterRegistration.Dynamic gate = context.addFilter(NAME, entryPoint);
        gate.setAsyncSupported(true);
        gate.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, EVERYTHING);
    }

    /** Returns the libraries whose classes are first needed late or seldom, such as when a connection breaks. */
    private static List<String> lateLibraries(TalariaConfig config) {
        List<String> jars = new ArrayList<>(List.of("httpcore5-", "httpclient5-", "parsson-", "jakarta.json", "yasson-", "jdbi3-core-",
                "sqlite-jdbc", "bucket4j", "HikariCP-", "slf4j-", "caffeine-"));
        if (config.store().jndi().isPresent() || config.store().url().filter(url -> url.startsWith("jdbc:postgresql:")).isPresent()) {
            jars.add("postgresql-");
        }
        if (config.callers().userTokenSecret().isPresent()) {
            jars.add("nimbus-jose-jwt-");
        }
        return jars;
    }

    private synchronized void open(Talaria started, EntryPoint entryPoint, String path) {
        talaria = started;
        jmx = Jmx.show(started.server(), path);
        entryPoint.open(started.gate());
        started.announce();
    }

    /** Retries until the database is available, or the application is undeployed. Logs each reason once. */
    private void startLater(TalariaConfig config, EntryPoint entryPoint, String path, RuntimeException first) {
        RuntimeException why = first;
        String told = "";
        Duration pause = FIRST_PAUSE;
        while (!isDestroyedWithin(pause)) {
            obstacle = waiting(why, config);
            if (!told.equals(why.getMessage())) {
                told = why.getMessage();
                LOG.log(System.Logger.Level.WARNING, "The server is waiting for its database: " + Database.words(why));
            }
            try {
                open(Talaria.start(config, Clock.systemUTC(), true), entryPoint, path);
                return;
            } catch (RuntimeException e) {
                why = e;
                if (!Database.mayComeLater(e)) {
                    obstacle = NOT_STARTED;
                    LOG.log(System.Logger.Level.ERROR, "The server does not start. " + words(e), e);
                    return;
                }
            }
            pause = pause.compareTo(MAX_PAUSE) < 0 ? pause.multipliedBy(2) : MAX_PAUSE;
        }
    }

    /** Callers must not learn the path of the home. */
    private static Problem waiting(RuntimeException why, TalariaConfig config) {
        String reason = why instanceof ApiException known
                ? known.getMessage().replace(config.server().home().toString(), HOME) : "The database cannot be reached";
        return Problem.of(ErrorCode.DATABASE_UNAVAILABLE, "The server is waiting for its database: " + reason).withRetryAfter(MAX_PAUSE);
    }

    private boolean isDestroyedWithin(Duration time) {
        try {
            return destroyed.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    /** Environment entries of the server rank above the application's own parameters. */
    private static Map<String, String> initParameters(ServletContext context) {
        Map<String, String> parameters = new HashMap<>();
        Collections.list(context.getInitParameterNames()).forEach(name -> parameters.put(name, context.getInitParameter(name)));
        parameters.putAll(JndiSettings.read());
        return parameters;
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        destroyed.countDown();
        stopPreload();
        awaitStarter();
        synchronized (this) {
            if (jmx != null) {
                jmx.close();
            }
            if (talaria != null) {
                talaria.close();
            }
        }
        LastRecord.replace();
    }

    private void stopPreload() {
        if (preload != null) {
            preload.close();
        }
    }

    private void awaitStarter() {
        try {
            if (starter != null) {
                starter.join(MAX_START.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
