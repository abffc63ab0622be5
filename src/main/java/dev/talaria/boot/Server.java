package dev.talaria.boot;

import dev.talaria.access.Tenant;
import dev.talaria.audit.AuditAction;
import dev.talaria.audit.AuditTrail;
import java.util.Map;

/** The JMX view of a server. */
record Server(Draining draining, ServerMeters meters, AuditTrail audit) implements ServerMBean {
    @Override
    public void drain() {
        draining.drain();
        audit.recordOwn(Tenant.DEFAULT.name(), AuditAction.SERVER_DRAIN, null);
    }

    @Override
    public void resume() {
        draining.resume();
        audit.recordOwn(Tenant.DEFAULT.name(), AuditAction.SERVER_RESUME, null);
    }

    @Override
    public boolean isDraining() {
        return draining.isDraining();
    }

    @Override
    public int getActiveRuns() {
        return draining.activeRuns();
    }

    @Override
    public Map<String, Double> getMetrics() {
        return meters.values();
    }
}
