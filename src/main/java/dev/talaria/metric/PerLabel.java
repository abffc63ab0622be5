package dev.talaria.metric;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The meters of one metric by the values of its labels, each created once. For values that are few. Safe for many threads. */
public final class PerLabel<M> {
    private final Map<List<String>, M> known = new ConcurrentHashMap<>();
    private final Function<String[], M> create;

    /** @param create creates the meter of these labels */
    public PerLabel(Function<String[], M> create) {
        this.create = create;
    }

    public M of(String... labels) {
        List<String> key = List.of(labels);
        @Nullable M found = known.get(key);
        return found != null ? found : known.computeIfAbsent(key, missing -> create.apply(labels));
    }
}
