package dev.talaria.boot;

import java.util.Map;

/** The JMX view of a server, as {@code dev.talaria:type=Server,context="/talaria"}; the names follow the rules of standard MBeans. */
public interface ServerMBean {
    /** Rejects new requests, gives active runs their grace time, then cancels them. Returns at once. */
    void drain();

    /** Reverts draining: new requests are accepted again. Cancelled runs stay cancelled. */
    void resume();

    boolean isDraining();

    /** Returns how many runs have not ended. */
    int getActiveRuns();

    /** Returns the metrics of {@code /metrics} by name and labels, without the buckets of histograms. */
    Map<String, Double> getMetrics();
}
