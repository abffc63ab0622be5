package dev.talaria.bench.speed;

/** A server that answers on a port of the loopback address. */
interface Target {
    int port();

    /** Returns the API key that it wants. */
    default String key() {
        return "none";
    }

    /** Returns the CPU time that its process has used; zero where it does not matter. */
    default double cpuSeconds() {
        return 0;
    }
}
