package dev.talaria.boot;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/** Registers a server in the platform's MBean server until it is closed; if that fails, the server runs all the same. */
final class Jmx implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Jmx.class.getName());
    private static final String NAME = "dev.talaria:type=Server,context=";

    private final ObjectName name;

    private Jmx(ObjectName name) {
        this.name = name;
    }

    /** @param contextPath distinguishes the applications of one virtual machine; empty for the root */
    static Jmx show(ServerMBean server, String contextPath) {
        String text = NAME + ObjectName.quote(contextPath.isEmpty() ? "/" : contextPath);
        try {
            ObjectName name = new ObjectName(text);
            ManagementFactory.getPlatformMBeanServer().registerMBean(new StandardMBean(server, ServerMBean.class), name);
            return new Jmx(name);
        } catch (JMException e) {
            LOG.log(System.Logger.Level.WARNING, text + " cannot be registered with JMX: " + e.getMessage());
            return new Jmx(null);
        }
    }

    @Override
    public void close() {
        if (name == null) {
            return;
        }
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
        } catch (JMException e) {
            LOG.log(System.Logger.Level.DEBUG, name + " was no longer registered with JMX", e);
        }
    }
}
