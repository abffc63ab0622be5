package dev.talaria.metric;

import java.util.List;

/**
 * Every metric of the server. Names that OpenTelemetry defines are used as it does: {@code http.*} by its semantic conventions 1.42.0,
 * {@code gen_ai.*} by its conventions for generative AI (repository semantic-conventions-genai) as of that release, which are not stable
 * yet. What has no name there begins with {@code talaria.}. Prometheus sees dots as underscores, with the unit and {@code _total} for
 * counters at the end. Labels have few values: groups of endpoints, agents, upstreams, error codes; never a user, a session or an API key.
 */
public enum Metric {
    /** The status is the one that was sent: a stream that fails later has 200. */
    REQUESTS(Kind.TIMER, "http.server.request.duration", "Requests by the time from their arrival to the end of their reply",
            Buckets.REQUESTS, "group", "http.response.status_code"),
    ERRORS(Kind.COUNTER, "talaria.http.errors", "Error replies by code", Buckets.NONE, "group", "error.type"),
    OPEN_REPLIES(Kind.GAUGE, "talaria.http.replies.open", "Replies in progress that are sent asynchronously, event streams among them"),
    FAILED_KEYS(Kind.COUNTER, "talaria.keys.failed", "Requests with an API key that is not valid"),
    RATE_LIMITED(Kind.COUNTER, "talaria.requests.limited", "Requests refused by the rate limit of their API key, or because their address "
            + "has sent too many invalid keys", Buckets.NONE, "limit"),
    LIMIT(Kind.GAUGE, "talaria.limit", "Limits of the server, by setting", Buckets.NONE, "setting"),
    LIMIT_USED(Kind.GAUGE, "talaria.limit.used", "What is taken of them", Buckets.NONE, "setting"),
    LIMIT_REFUSALS(Kind.COUNTER, "talaria.limit.refusals", "Requests refused because of them", Buckets.NONE, "setting"),

    AGENT_TURNS(Kind.TIMER, "gen_ai.invoke_agent.duration", "Ended runs by the time from their start; error.type is the error's code, or "
            + "why the run was cancelled", Buckets.MODEL, "gen_ai.agent.name", "source", "outcome", "error.type"),
    FIRST_OUTPUT(Kind.TIMER, "talaria.run.time_to_first_output", "Time from the start of a run to the first output that its readers see",
            Buckets.MODEL, "gen_ai.agent.name", "source"),
    RUNS_LIVE(Kind.GAUGE, "talaria.runs.live", "Runs that have not ended", Buckets.NONE, "status"),
    RUN_WAITS(Kind.TIMER, "talaria.run.wait", "Time that runs waited for their session or for a slot", Buckets.REQUESTS, "for"),

    MODEL_CALLS(Kind.TIMER, "gen_ai.client.operation.duration", "Model calls; error.type is the error's code", Buckets.MODEL,
            "gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model", "upstream", "error.type"),
    FIRST_CHUNK(Kind.TIMER, "gen_ai.client.operation.time_to_first_chunk", "Time from a model call to the first piece of its answer",
            Buckets.MODEL, "gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model", "upstream"),
    TOKENS(Kind.AMOUNTS, "gen_ai.client.token.usage", "Tokens of model calls, as the upstream reports them", Buckets.TOKENS,
            "gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model", "upstream", "gen_ai.token.type"),
    MODEL_CALLS_OPEN(Kind.GAUGE, "talaria.upstream.calls.open", "Model calls in progress", Buckets.NONE, "upstream"),

    COMMITS(Kind.TIMER, "talaria.store.commit.duration", "Group commits", Buckets.COMMITS),
    COMMIT_WRITES(Kind.AMOUNTS, "talaria.store.commit.writes", "Writes of a group commit", Buckets.GROUPS),
    WRITES_WAITING(Kind.GAUGE, "talaria.store.writes.waiting", "Writes that wait for the next group commit"),
    WRITES_FAILED(Kind.COUNTER, "talaria.store.writes.failed", "Writes that were not stored"),
    STORE_UP(Kind.GAUGE, "talaria.store.up", "1 while the database accepts writes, else 0"),

    RECALLS(Kind.TIMER, "talaria.memory.recall.duration", "Recalls: found something, found nothing, or degraded", Buckets.COMMITS,
            "outcome"),
    MEMORY_UP(Kind.GAUGE, "talaria.memory.up", "1 while the memory works as far as this server knows, else 0"),
    MEMORY_INDEXES(Kind.GAUGE, "talaria.memory.indexes", "Memory scopes whose index is in memory"),
    MEMORY_INDEX_BYTES(Kind.GAUGE, "talaria.memory.index.bytes", "The approximate heap that these indexes take"),
    OUTBOX_DELIVERIES(Kind.COUNTER, "talaria.outbox.deliveries", "Attempts to deliver to a memory elsewhere", Buckets.NONE, "destination",
            "outcome"),
    OUTBOX_WAITING(Kind.GAUGE, "talaria.outbox.waiting", "Deliveries that wait"),
    OUTBOX_PARKED(Kind.GAUGE, "talaria.outbox.parked", "Deliveries that were refused for good"),
    OUTBOX_OLDEST(Kind.GAUGE, "talaria.outbox.oldest.seconds", "Age of the oldest delivery that waits"),

    DISK_FREE(Kind.GAUGE, "talaria.disk.free.bytes", "Free space where the data folder is"),
    POOL_ACTIVE(Kind.GAUGE, "talaria.pool.active", "Busy threads of a pool", Buckets.NONE, "pool"),
    POOL_QUEUED(Kind.GAUGE, "talaria.pool.queued", "Tasks that wait for a thread of a pool", Buckets.NONE, "pool"),
    TOOL_SERVERS_DOWN(Kind.GAUGE, "talaria.mcp.servers.unavailable", "MCP servers of the configuration that do not answer"),
    DRAINING(Kind.GAUGE, "talaria.draining", "1 while the server is draining, else 0"),
    AUDIT_EVENTS(Kind.COUNTER, "talaria.audit.events", "Acts in the audit trail", Buckets.NONE, "action", "result"),
    BUDGETS_REACHED(Kind.COUNTER, "talaria.budgets.reached", "Turns refused by a hard budget; soft budgets that were reached, each once a "
            + "period", Buckets.NONE, "level", "subject"),
    BUILD(Kind.GAUGE, "talaria.build", "Always 1; its label is the version", Buckets.NONE, "version");

    /** What a metric counts. */
    public enum Kind {
        /** A sum that never falls. */
        COUNTER,
        /** A value of the moment. */
        GAUGE,
        /** A histogram of durations, in seconds. */
        TIMER,
        /** A histogram of amounts. */
        AMOUNTS
    }

    /** The upper bounds of the histograms' buckets. */
    private static final class Buckets {
        static final double[] NONE = {};
        /** Those of OpenTelemetry for HTTP. */
        static final double[] REQUESTS = {0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10};
        /** Those of OpenTelemetry for model calls. */
        static final double[] MODEL = {0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92};
        /** Those of OpenTelemetry for tokens, up to the longest prompts. */
        static final double[] TOKENS = {1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864};
        static final double[] COMMITS = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10};
        static final double[] GROUPS = {1, 2, 4, 8, 16, 32, 64, 128, 256};
    }

    private final Kind kind;
    private final String otelName;
    private final String description;
    private final double[] buckets;
    private final List<String> labels;

    Metric(Kind kind, String otelName, String description) {
        this(kind, otelName, description, Buckets.NONE);
    }

    Metric(Kind kind, String otelName, String description, double[] buckets, String... labels) {
        this.kind = kind;
        this.otelName = otelName;
        this.description = description;
        this.buckets = buckets;
        this.labels = List.of(labels);
    }

    public Kind kind() {
        return kind;
    }

    /** Returns the name in dots. */
    public String otelName() {
        return otelName;
    }

    /** Returns the name that Prometheus sees; of a histogram, the one to which it adds {@code _count}, {@code _sum} and {@code _bucket}. */
    public String prometheusName() {
        String plain = plain(otelName);
        return switch (kind) {
            case COUNTER -> plain + "_total";
            case TIMER -> plain + "_seconds";
            case GAUGE, AMOUNTS -> plain;
        };
    }

    /** Returns a name or a label as Prometheus writes it. */
    public static String plain(String dotted) {
        return dotted.replace('.', '_');
    }

    public String description() {
        return description;
    }

    /** Returns the upper bounds of the buckets, in seconds for a timer; empty if it is no histogram. */
    public double[] buckets() {
        return buckets.clone();
    }

    public List<String> labels() {
        return labels;
    }
}
