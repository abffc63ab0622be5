package dev.talaria.boot;

/** What JMX shows of a server, as {@code dev.talaria:type=Server,context="/talaria"}; the names follow the rules of standard MBeans. */
public interface ServerMBean {
    /** Takes no new requests, gives the runs that are under way their grace time, then cancels them. Returns at once. */
    void drain();

    /** Takes draining back: new requests are taken again. What was cancelled stays so. */
    void resume();

    boolean isDraining();

    /** How many runs have not ended. */
    int getActiveRuns();
}
