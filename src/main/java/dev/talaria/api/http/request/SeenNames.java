package dev.talaria.api.http.request;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A set of header names, as spelt, that were examined and need no second look: clients send the same ones with each request. Bounded; safe
 * for many threads.
 */
public final class SeenNames {
    private static final int MAX_NAMES = 500;
    private static final int MAX_LENGTH = 64;

    private final Set<String> names = ConcurrentHashMap.newKeySet();

    public boolean contains(String name) {
        return names.contains(name);
    }

    /** Adds a name if there is room. */
    public void add(String name) {
        if (name.length() <= MAX_LENGTH && names.size() < MAX_NAMES) {
            names.add(name);
        }
    }
}
