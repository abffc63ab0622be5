package dev.talaria.api.http.request;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A request's headers as a container gives them: names in any case, one char for each byte. */
final class RawHeaders implements ScopeReader.Headers {
    private final Map<String, List<String>> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    static RawHeaders of(String name, String... texts) {
        RawHeaders headers = new RawHeaders();
        for (String text : texts) {
            headers.with(name, text);
        }
        return headers;
    }

    RawHeaders with(String name, String text) {
        return withBytes(name, text.getBytes(StandardCharsets.UTF_8));
    }

    RawHeaders withBytes(String name, byte... bytes) {
        values.computeIfAbsent(name, n -> new ArrayList<>()).add(new String(bytes, StandardCharsets.ISO_8859_1));
        return this;
    }

    @Override
    public List<String> apply(String name) {
        return values.getOrDefault(name, List.of());
    }

    @Override
    public Collection<String> names() {
        return values.keySet();
    }
}
