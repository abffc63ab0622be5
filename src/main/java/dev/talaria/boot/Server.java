package dev.talaria.boot;

import java.util.Map;

/** The JMX view of a server. */
record Server(Draining draining, ServerMeters meters) implements ServerMBean {
    @Override
    public void drain() {
        draining.drain();
    }

    @Override
    public void resume() {
        draining.resume();
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
