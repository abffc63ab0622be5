package dev.talaria.memory.local.text;

import java.util.HashMap;
import java.util.Map;

/** The text analysis of each tenant. Safe for many threads. */
public final class Languages implements AutoCloseable {
    private final TextAnalysis usual;
    private final Map<String, TextAnalysis> byTenant = new HashMap<>();

    /**
     * @param usual    the default, an ISO 639-1 code
     * @param byTenant the codes of tenants that have their own
     */
    public Languages(String usual, Map<String, String> byTenant) {
        this.usual = new TextAnalysis(usual);
        byTenant.forEach((tenant, language) -> this.byTenant.put(tenant, new TextAnalysis(language)));
    }

    public TextAnalysis of(String tenant) {
        return byTenant.getOrDefault(tenant, usual);
    }

    @Override
    public void close() {
        usual.close();
        byTenant.values().forEach(TextAnalysis::close);
    }
}
