package dev.talaria.bench.speed;

import java.util.Map;
import java.util.TreeMap;

/** What came of a load. Not thread-safe. */
final class Answers {
    private final Map<String, Integer> failures = new TreeMap<>();
    final Samples latency = new Samples();
    /** From the request to the first token. */
    final Samples firstToken = new Samples();
    /** Between two tokens of one stream that did not come at once. */
    final Samples gaps = new Samples();
    long whole;
    long tokens;
    double seconds;
    double cpuSeconds;

    void failed(String why) {
        failures.merge(why, 1, Integer::sum);
    }

    double perSecond() {
        return whole / seconds;
    }

    /** Returns the CPU time of the server's process for each answer. */
    double cpuMillis() {
        return 1e3 * cpuSeconds / whole;
    }

    /** Returns the CPU time of the server's process for each token. */
    double cpuMicrosPerToken() {
        return 1e6 * cpuSeconds / tokens;
    }

    Map<String, Integer> failures() {
        return failures;
    }
}
