package dev.talaria.config;

import static dev.talaria.config.ConfigKey.key;
import static dev.talaria.config.ConfigKey.optional;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** The embedder of the built-in memory: an upstream, a model in this process, or none. */
public record EmbeddingConfig(Optional<Upstream> upstream, boolean local, Duration queryTimeout) {

    /** @param dimensions absent to use the model's own */
    public record Upstream(URI baseUrl, Optional<Secret> apiKey, String model, Optional<Integer> dimensions, int batch,
                           Duration timeout) {
    }

    static EmbeddingConfig of(Settings settings) {
        ConfigKey<String> source = key("memory.embedding", ValueTypes.oneOf("off", "upstream", "local"), "off",
                "Where the vectors for semantic search in the built-in memory come from: nowhere, an OpenAI-compatible upstream, or "
                        + "a model in this process.");
        String chosen = settings.value(source);
        Optional<Upstream> upstream = upstream(settings, source, chosen.equals("upstream"));
        String memory = settings.value(TalariaConfig.Memory.PROVIDER);
        if (!memory.equals("local") && !chosen.equals("off")) {
            settings.fault(source, "only the built-in memory uses vectors, so this cannot be combined with "
                    + TalariaConfig.Memory.PROVIDER.name() + " = " + memory);
        }
        return new EmbeddingConfig(upstream, chosen.equals("local"),
                settings.value(key("memory.embedding.query-timeout", ValueTypes.duration("1ms", "1m"), "150ms",
                        "How long a search or recall waits for the vector of its query before it uses words alone.")));
    }

    private static Optional<Upstream> upstream(Settings settings, ConfigKey<String> source, boolean wanted) {
        ConfigKey<URI> baseUrl = optional("memory.embedding.base-url", UrlText.http(),
                "The base URL of the upstream, including `/v1`; without it, the model's upstream and API key are used.").hidden();
        ConfigKey<Secret> apiKey = optional("memory.embedding.api-key", ValueTypes.secret(), "The API key for that upstream.").hidden();
        ConfigKey<String> name = optional("memory.embedding.model", ValueTypes.line(256),
                "The upstream's name for the embedding model; after a change, all memories are embedded again.");
        ConfigKey<Integer> dimensions = optional("memory.embedding.dimensions", ValueTypes.count(1, 8_192),
                "The number of dimensions of a vector, for models that offer a choice.");
        ConfigKey<Integer> batch = key("memory.embedding.batch", ValueTypes.count(1, 2_048), "64", "The maximum number of texts per "
                + "request.");
        ConfigKey<Duration> timeout = key("memory.embedding.timeout", ValueTypes.duration("10ms", "10m"), "30s",
                "How long a request may take.");
        Optional<URI> own = settings.find(baseUrl);
        Optional<Secret> itsKey = settings.find(apiKey).or(() -> settings.find(TalariaConfig.Model.API_KEY).filter(key -> own.isEmpty()));
        String model = settings.find(name).orElse("");
        Optional<Integer> size = settings.find(dimensions);
        int texts = settings.value(batch);
        Duration patience = settings.value(timeout);
        if (!wanted) {
            settings.ignored(source.name() + " is not upstream", baseUrl, apiKey, name, dimensions, batch, timeout);
            return Optional.empty();
        }
        if (!settings.isSet(name)) {
            settings.fault(name, "required with an upstream as " + source.name());
        }
        if (!settings.isSet(baseUrl) && !settings.isSet(TalariaConfig.Model.BASE_URL)) {
            settings.fault(baseUrl, "required with an upstream as " + source.name() + " unless there is a "
                    + TalariaConfig.Model.BASE_URL.name());
        }
        return own.or(() -> settings.find(TalariaConfig.Model.BASE_URL))
                .map(url -> new Upstream(url, itsKey, model, size, texts, patience));
    }
}
