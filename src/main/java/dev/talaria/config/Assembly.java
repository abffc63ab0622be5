package dev.talaria.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the record from settings without fault, computing the defaults that depend on the machine. */
final class Assembly {
    /** From this release on a virtual thread no longer holds its carrier inside {@code synchronized}, so that runs cost no thread. */
    private static final int CHEAP_THREADS_SINCE = 24;

    /** Three times what a held stream takes: a run, its thread, its connections to client and upstream, and what is in their buffers. */
    private static final long HEAP_A_STREAM = 192 * 1024;
    private static final Set<String> OUR_MEMORIES = Set.of("local", "honcho");

    private final Settings settings;
    private final Sources.Machine machine;

    Assembly(Settings settings, Sources.Machine machine) {
        this.settings = settings;
        this.machine = machine;
    }

    TalariaConfig config(Path home) {
        Optional<ForeignMemory> foreign = foreignMemory(settings)
                .map(name -> new ForeignMemory(name, settings.below(ForeignMemory.prefix(name))));
        return new TalariaConfig(server(home), auth(), callers(), limits(), runs(), responses(), agent(), model(), memory(),
                embedding(), honcho(), foreign, store(),
                new TalariaConfig.Retention(settings.value(ConfigKeys.RETENTION_SESSIONS)));
    }

    private TalariaConfig.Server server(Path home) {
        return new TalariaConfig.Server(home, settings.find(ConfigKeys.PUBLIC_URL), settings.find(ConfigKeys.ANNOUNCE_URL),
                settings.find(ConfigKeys.CORS_ORIGINS).orElse(List.of()), settings.value(ConfigKeys.SSE_KEEPALIVE),
                settings.value(ConfigKeys.DRAIN_GRACE));
    }

    private TalariaConfig.Auth auth() {
        boolean anonymous = settings.value(ConfigKeys.ANONYMOUS);
        List<Secret> apiKeys = settings.find(ConfigKeys.API_KEY).filter(keys -> !anonymous).orElse(List.of());
        return new TalariaConfig.Auth(apiKeys, anonymous, settings.find(ConfigKeys.SESSION_KEY_DEFAULT),
                settings.value(ConfigKeys.HISTORY_DEFAULT));
    }

    private TalariaConfig.Callers callers() {
        List<String> aliases = settings.find(ConfigKeys.SESSION_ID_ALIASES).orElse(List.of());
        return new TalariaConfig.Callers(settings.find(ConfigKeys.KEYS_FILE), aliases, settings.find(ConfigKeys.USER_TOKEN_SECRET),
                settings.find(ConfigKeys.PROXIES).orElse(List.of()), settings.value(ConfigKeys.FAILED_KEYS));
    }

    private TalariaConfig.Limits limits() {
        long bodyBytes = settings.value(ConfigKeys.BODY_BYTES);
        int runs = settings.find(ConfigKeys.RUNS_MAX_CONCURRENT).orElse(machine.javaVersion() >= CHEAP_THREADS_SINCE ? 1000 : 600);
        long inFlight = settings.find(ConfigKeys.BODY_BYTES_IN_FLIGHT).orElse(machine.heapBytes() / 8 * 3);
        int streams = settings.find(ConfigKeys.OPEN_STREAMS)
                .orElse((int) Math.min(Integer.MAX_VALUE, Math.max(1, machine.heapBytes() / HEAP_A_STREAM)));
        return new TalariaConfig.Limits(runs, settings.value(ConfigKeys.RUNS_SLOT_WAIT), bodyBytes, inFlight, streams,
                settings.value(ConfigKeys.BODY_TIMEOUT), settings.value(ConfigKeys.STALL_TIMEOUT));
    }

    private TalariaConfig.Responses responses() {
        return new TalariaConfig.Responses(settings.value(ConfigKeys.RESPONSES_RETENTION));
    }

    private TalariaConfig.Runs runs() {
        return new TalariaConfig.Runs(settings.value(ConfigKeys.RUNS_MAX_QUEUED), settings.value(ConfigKeys.RUNS_RETENTION),
                settings.value(ConfigKeys.RUNS_EXPIRED_RETENTION), settings.value(ConfigKeys.RUNS_IDEMPOTENCY_RETENTION),
                settings.value(ConfigKeys.RUNS_APPROVAL_TIMEOUT), settings.value(ConfigKeys.RUNS_SERVER_LEASE));
    }

    private TalariaConfig.Agent agent() {
        return new TalariaConfig.Agent(settings.value(ConfigKeys.AGENT_ID), settings.value(ConfigKeys.AGENT_SYSTEM_PROMPT),
                settings.value(ConfigKeys.AGENT_TASK_PATTERNS), !settings.value(ConfigKeys.AGENT_TOOLS).equals("none"),
                settings.value(ConfigKeys.AGENT_MAX_STEPS), settings.value(ConfigKeys.AGENT_MAX_TOOL_CALLS),
                settings.value(ConfigKeys.AGENT_TURN_TIMEOUT), settings.value(ConfigKeys.MEMORY_SCOPE).equals("own"),
                settings.value(ConfigKeys.AGENT_THOUGHTS).equals("keep") ? TalariaConfig.Thoughts.KEEP : TalariaConfig.Thoughts.SEPARATE);
    }

    private TalariaConfig.Model model() {
        return new TalariaConfig.Model(settings.find(ConfigKeys.MODEL_BASE_URL), settings.find(ConfigKeys.MODEL_API_KEY),
                settings.find(ConfigKeys.MODEL_NAME), settings.value(ConfigKeys.MODELS_STRICT),
                settings.value(ConfigKeys.MODEL_PASS_THROUGH), settings.value(ConfigKeys.MODEL_CONNECT_TIMEOUT),
                settings.value(ConfigKeys.MODEL_FIRST_BYTE_TIMEOUT), settings.value(ConfigKeys.MODEL_IDLE_TIMEOUT),
                settings.value(ConfigKeys.MODEL_MAX_CONNECTIONS), settings.value(ConfigKeys.MODEL_REPLY_BYTES),
                settings.find(ConfigKeys.MODEL_CONTEXT_OVERFLOW_PATTERNS).orElse(List.of()),
                settings.find(ConfigKeys.MODEL_OMIT).orElse(List.of()), settings.value(ConfigKeys.MODEL_LIMIT_MEMBER));
    }

    private TalariaConfig.Memory memory() {
        return new TalariaConfig.Memory(settings.value(ConfigKeys.MEMORY_ENABLED),
                settings.value(ConfigKeys.MEMORY_RECALL_TIMEOUT), settings.value(ConfigKeys.MEMORY_RECALL_TOKENS),
                settings.value(ConfigKeys.MEMORY_LANGUAGE),
                settings.find(ConfigKeys.MEMORY_LANGUAGES).orElse(Map.of()),
                settings.find(ConfigKeys.MEMORY_INDEX_BYTES).orElse(machine.heapBytes() / 8));
    }

    /** The name of a memory provider that is none of ours. */
    static Optional<String> foreignMemory(Settings settings) {
        return Optional.of(settings.value(ConfigKeys.MEMORY_PROVIDER)).filter(name -> !OUR_MEMORIES.contains(name));
    }

    private TalariaConfig.Embedding embedding() {
        String source = settings.value(ConfigKeys.MEMORY_EMBEDDING);
        Optional<URI> own = settings.find(ConfigKeys.MEMORY_EMBEDDING_BASE_URL);
        Optional<Secret> apiKey = settings.find(ConfigKeys.MEMORY_EMBEDDING_API_KEY)
                .or(() -> settings.find(ConfigKeys.MODEL_API_KEY).filter(key -> own.isEmpty()));
        Optional<TalariaConfig.Embedding.Upstream> upstream = own.or(() -> settings.find(ConfigKeys.MODEL_BASE_URL))
                .filter(url -> source.equals("upstream"))
                .map(url -> new TalariaConfig.Embedding.Upstream(url, apiKey, settings.find(ConfigKeys.MEMORY_EMBEDDING_MODEL).orElse(""),
                        settings.find(ConfigKeys.MEMORY_EMBEDDING_DIMENSIONS), settings.value(ConfigKeys.MEMORY_EMBEDDING_BATCH),
                        settings.value(ConfigKeys.MEMORY_EMBEDDING_TIMEOUT)));
        return new TalariaConfig.Embedding(upstream, source.equals("local"), settings.value(ConfigKeys.MEMORY_EMBEDDING_QUERY_TIMEOUT));
    }

    private boolean isHoncho() {
        return settings.value(ConfigKeys.MEMORY_PROVIDER).equals("honcho");
    }

    private Optional<HonchoConfig> honcho() {
        if (!isHoncho()) {
            return Optional.empty();
        }
        boolean hermes = settings.value(ConfigKeys.HONCHO_NAMING).equals("hermes");
        HonchoConfig.Naming naming = new HonchoConfig.Naming(settings.value(ConfigKeys.HONCHO_WORKSPACE),
                settings.find(ConfigKeys.HONCHO_AI_PEER).orElse(hermes ? "hermes" : "talaria"), hermes,
                settings.find(ConfigKeys.HONCHO_USER_PEER), settings.value(ConfigKeys.HONCHO_SESSIONS).equals("transcript"));
        return Optional.of(new HonchoConfig(settings.find(ConfigKeys.HONCHO_BASE_URL).orElseThrow(),
                settings.find(ConfigKeys.HONCHO_API_KEY), settings.find(ConfigKeys.HONCHO_TENANT_KEYS).orElse(Map.of()), naming,
                HonchoConfig.Recall.valueOf(settings.value(ConfigKeys.HONCHO_RECALL).toUpperCase(Locale.ROOT)),
                new HonchoConfig.Dialectic(settings.value(ConfigKeys.HONCHO_DIALECTIC_CADENCE),
                        settings.value(ConfigKeys.HONCHO_DIALECTIC_LEVEL)),
                new HonchoConfig.Timeouts(settings.value(ConfigKeys.HONCHO_CONNECT_TIMEOUT), settings.value(ConfigKeys.HONCHO_READ_TIMEOUT),
                        settings.value(ConfigKeys.HONCHO_WRITE_TIMEOUT), settings.value(ConfigKeys.HONCHO_CHAT_TIMEOUT))));
    }

    private TalariaConfig.Store store() {
        return new TalariaConfig.Store(settings.find(ConfigKeys.STORE_URL), settings.find(ConfigKeys.STORE_USER),
                settings.find(ConfigKeys.STORE_PASSWORD), settings.value(ConfigKeys.STORE_POOL_SIZE),
                settings.find(ConfigKeys.DATASOURCE_JNDI));
    }
}
