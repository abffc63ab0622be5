package dev.talaria.bench;

import dev.talaria.config.EmbeddingConfig;
import dev.talaria.config.Secret;
import dev.talaria.memory.Embedder;
import dev.talaria.memory.embedding.UpstreamEmbedder;
import dev.talaria.testing.TestDatabase;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which embedding model a benchmark's memory uses: none, the one on the class path ({@code embedding}), or that of an OpenAI-compatible
 * server ({@code upstream=BASE_URL,MODEL}, with its key in the environment variable {@code BENCH_EMBEDDING_KEY}). Immutable.
 */
public final class EmbeddingOption {
    private static final String LOCAL = "embedding";
    private static final String UPSTREAM = "upstream=";
    private static final int BATCH = 64;

    /** Null for none, {@code embedding}, or the upstream's URL and model. */
    private final String chosen;

    private EmbeddingOption(String chosen) {
        this.chosen = chosen;
    }

    /** Takes the option out of a benchmark's arguments. */
    static EmbeddingOption takenFrom(List<String> arguments) {
        Optional<String> found = arguments.stream().filter(EmbeddingOption::isOne).findFirst();
        found.ifPresent(arguments::remove);
        return new EmbeddingOption(found.orElse(null));
    }

    /** Returns the option of this argument; none if it is another. */
    public static EmbeddingOption of(String argument) {
        return new EmbeddingOption(isOne(argument) ? argument : null);
    }

    private static boolean isOne(String argument) {
        return argument.equals(LOCAL) || argument.startsWith(UPSTREAM);
    }

    /** Returns the model, keeping its vectors if the property {@code bench.vectors} names a file; empty for words alone. */
    public Optional<Embedder> model() {
        if (chosen == null) {
            return Optional.empty();
        }
        return Optional.of(chosen.equals(LOCAL) ? KeptVectors.onClassPath() : KeptVectors.of(new UpstreamEmbedder(
                new EmbeddingConfig.Upstream(URI.create(url()), key().map(Secret::new), name(), Optional.empty(), BATCH,
                Duration.ofMinutes(1)), TestDatabase.daemons())));
    }

    /** Returns the settings of a server that uses the same model. */
    Map<String, String> settings() {
        if (chosen == null) {
            return Map.of();
        }
        if (chosen.equals(LOCAL)) {
            return Map.of("talaria.memory.embedding", "local", "talaria.memory.embedding.query-timeout", "5s");
        }
        Map<String, String> settings = new HashMap<>(Map.of("talaria.memory.embedding", "upstream",
                "talaria.memory.embedding.base-url", url(), "talaria.memory.embedding.model", name(),
                "talaria.memory.embedding.query-timeout", "5s"));
        key().ifPresent(secret -> settings.put("talaria.memory.embedding.api-key", secret));
        return settings;
    }

    private String url() {
        return chosen.substring(UPSTREAM.length(), chosen.lastIndexOf(','));
    }

    private String name() {
        return chosen.substring(chosen.lastIndexOf(',') + 1);
    }

    private static Optional<String> key() {
        return Optional.ofNullable(System.getenv("BENCH_EMBEDDING_KEY"));
    }
}
