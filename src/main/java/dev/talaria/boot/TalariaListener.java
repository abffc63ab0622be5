package dev.talaria.boot;

import dev.talaria.api.http.ErrorPage;
import dev.talaria.config.ConfigFaults;
import dev.talaria.config.ConfigLoader;
import dev.talaria.config.Sources;
import dev.talaria.container.LastRecord;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import java.time.Clock;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;

/** What {@code web.xml} names: builds the server when the application starts and takes it apart when it stops. */
public final class TalariaListener implements ServletContextListener {
    private static final System.Logger LOG = System.getLogger(TalariaListener.class.getName());
    private static final String NAME = "talaria";
    private static final String EVERYTHING = "/*";

    private final Map<String, String> environment;
    private Talaria talaria;
    private Jmx jmx;

    /** Reads the variables of the process; the container calls this. */
    public TalariaListener() {
        this(System.getenv());
    }

    TalariaListener(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        ConfigLoader.Loaded loaded;
        try {
            loaded = ConfigLoader.load(Sources.of(System.getProperties(), environment, initParameters(context)));
        } catch (ConfigFaults faults) {
            LOG.log(System.Logger.Level.ERROR, faults.getMessage());
            throw faults;
        }
        loaded.warnings().forEach(warning -> LOG.log(System.Logger.Level.WARNING, warning));
        talaria = Talaria.start(loaded.config(), Clock.systemUTC());
        FilterRegistration.Dynamic gate = context.addFilter(NAME, talaria.gate());
        gate.setAsyncSupported(true);
        gate.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, EVERYTHING);
        ServletRegistration.Dynamic servlet = context.addServlet(NAME, talaria.servlet());
        servlet.setAsyncSupported(true);
        servlet.setLoadOnStartup(1);
        servlet.addMapping(EVERYTHING);
        context.addServlet("refused", new ErrorPage()).addMapping(ErrorPage.PATH);
        jmx = Jmx.show(talaria.server(), context.getContextPath());
        talaria.announce();
    }

    /** Environment entries of the server rank above what the application brings. */
    private static Map<String, String> initParameters(ServletContext context) {
        Map<String, String> parameters = new HashMap<>();
        Collections.list(context.getInitParameterNames()).forEach(name -> parameters.put(name, context.getInitParameter(name)));
        parameters.putAll(JndiSettings.read());
        return parameters;
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (jmx != null) {
            jmx.close();
        }
        if (talaria != null) {
            talaria.close();
        }
        LastRecord.replace();
    }
}
