package dev.talaria.config;

import static dev.talaria.config.ConfigKey.computed;
import static dev.talaria.config.ConfigKey.key;
import static dev.talaria.config.ConfigKey.optional;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Every setting there is, declared once. */
public final class ConfigKeys {
    private static final String HONCHO_NAME_BOUND = "up to 100 letters, digits, dashes or underscores";
    private static final Pattern HONCHO_NAME = Pattern.compile("[A-Za-z0-9_-]{1,100}");
    private static final Pattern HONCHO_TEMPLATE = Pattern.compile("(?=.{1,68}$)[A-Za-z0-9_-]*(\\{tenant})?[A-Za-z0-9_-]*");

    /** How the prompts of Open WebUI's background tasks begin, in its versions, and LibreChat's for a title. */
    private static final String TASKS = "^\\s*(### Task:\\s*(Generate [^\\n]*\\b(title|tags|image generation)\\b|Suggest [^\\n]*follow-up"
            + "|Analyze the chat history|Based on the chat history, determine|Summarize the conversation[^\\n]* compacted"
            + "|You are an autocompletion system"
            + "|(?![\\s\\S]*<context>)([^\\n]*\\b(title|tags)\\b|[\\s\\S]*<chat_history>))"
            + "|(Here is the query:[\\s\\S]*)?Create a concise, 3-5 word (title|phrase)"
            + "|Provide a concise, 5-word-or-less title|Assess the need for a web search|Your task is to reflect the speaker"
            + "|You have been provided with a set of responses from various models"
            + "|(Query: )?History:\\s*(USER|ASSISTANT|SYSTEM|TOOL): \"\"\")";

    static final ConfigKey<Path> HOME = computed("home", ValueTypes.path(), "`talaria` in the server's data folder",
            "The folder where data lies.");
    static final ConfigKey<Path> FILE = computed("config", ValueTypes.path(), "`talaria.properties` in `talaria.home`, if it is there",
            "The properties file with further settings.");
    static final ConfigKey<URI> PUBLIC_URL = optional("public-url", UrlText.http(),
            "The URL under which browsers see this server.");
    static final ConfigKey<URI> ANNOUNCE_URL = optional("announce-url", UrlText.http(),
            "The URL to print once the server is ready.");
    static final ConfigKey<List<String>> CORS_ORIGINS = optional("cors.origins", ValueTypes.origins(),
            "Web pages of which origins may call this server.");
    static final ConfigKey<Duration> SSE_KEEPALIVE = key("sse.keepalive", ValueTypes.duration("10ms", "10m"), "15s",
            "Silence after which an event stream gets a comment, by which clients that have gone are noticed.");
    static final ConfigKey<Duration> DRAIN_GRACE = key("drain.grace", ValueTypes.duration("0s", "1h"), "20s",
            "How long runs that are under way may go on once the server is being drained.");

    static final ConfigKey<List<Secret>> API_KEY = optional("api-key", ValueTypes.secrets(),
            "The API key that clients must send; several are valid at the same time, for rotation.").hidden();
    static final ConfigKey<Boolean> ANONYMOUS = key("anonymous", ValueTypes.flag(), "false",
            "Serve everybody, without an API key; otherwise a server without a key refuses every request.");
    static final ConfigKey<String> SESSION_KEY_DEFAULT = optional("session-key-default", ValueTypes.line(256),
            "The session key of clients that can send no header.").hidden();
    static final ConfigKey<String> HISTORY_DEFAULT = key("history-default",
            ValueTypes.matching("`auto`, `client` or `server`", Pattern.compile("auto|client|server")), "auto",
            "Which history counts for a named session where no `X-Hermes-History` is sent; `client` for chat UIs that send whole "
            + "conversations.");

    static final ConfigKey<Path> KEYS_FILE = optional("keys.file", ValueTypes.path(),
            "A file of further API keys, each with a policy of its own: `.json`, else properties.");
    static final ConfigKey<List<String>> SESSION_ID_ALIASES = optional("session-id-aliases", ValueTypes.headers(),
            "Headers that stand in for `X-Hermes-Session-Id`, the first that is sent, e.g. `X-OpenWebUI-Chat-Id`.");
    static final ConfigKey<Secret> USER_TOKEN_SECRET = optional("user-token-secret", ValueTypes.longSecret(),
            "The secret with which Open WebUI signs `X-OpenWebUI-User-Jwt`; without it the header means nothing.").hidden();
    static final ConfigKey<List<String>> PROXIES = optional("proxies", ValueTypes.networks(),
            "The proxies whose `X-Forwarded-For` counts.");
    static final ConfigKey<Integer> FAILED_KEYS = key("limits.failed-keys", ValueTypes.count(0, 1_000_000), "30",
            "How many wrong API keys an address may present a minute before it has to wait; 0 for any number.");

    static final ConfigKey<Integer> RUNS_MAX_CONCURRENT = computed("runs.max-concurrent", ValueTypes.count(0, 1_000_000),
            "1000, before Java 24 600", "How many runs may be under way at once; 0 for no cap.");
    static final ConfigKey<Duration> RUNS_SLOT_WAIT = key("runs.slot-wait", ValueTypes.duration("0s", "5m"), "5s",
            "How long a request waits for one of them before it is refused.");
    static final ConfigKey<Integer> RUNS_MAX_QUEUED = key("runs.max-queued", ValueTypes.count(1, 1_000_000), "1000",
            "How many runs of `/v1/runs`, in the background or detached may wait for their session or a slot.");
    static final ConfigKey<Duration> RUNS_RETENTION = key("runs.retention", ValueTypes.duration("1m", "365d"), "1d",
            "How long a run and its events can be read after its end.");
    static final ConfigKey<Duration> RUNS_EXPIRED_RETENTION = key("runs.expired-retention", ValueTypes.duration("0s", "3650d"), "30d",
            "For how long after that `events_expired` is answered instead of `run_not_found`.");
    static final ConfigKey<Duration> RUNS_IDEMPOTENCY_RETENTION = key("runs.idempotency-retention", ValueTypes.duration("1m", "365d"), "1d",
            "How long an `Idempotency-Key` counts that started a run of `/v1/runs`.");
    static final ConfigKey<Duration> RUNS_APPROVAL_TIMEOUT = key("runs.approval-timeout", ValueTypes.duration("1s", "365d"), "1d",
            "How long a run waits for somebody to approve a tool call; then nobody has.");
    static final ConfigKey<Duration> RUNS_SERVER_LEASE = key("runs.server-lease", ValueTypes.duration("1s", "10m"), "15s",
            "How long a server may be silent until the others of its database take over its runs.");
    static final ConfigKey<Duration> RESPONSES_RETENTION = key("responses.retention", ValueTypes.duration("1m", "3650d"), "30d",
            "How long a response is stored.");
    static final ConfigKey<Long> BODY_BYTES = key("limits.body-bytes", ValueTypes.bytes(1_000, 1_000_000_000), "10000000",
            "The largest request body, as it is sent and once it is decoded.");
    static final ConfigKey<Long> BODY_BYTES_IN_FLIGHT = computed("limits.body-bytes-in-flight",
            ValueTypes.bytes(1_000, 1L << 40), "three eighths of the heap",
            "The most heap that bodies may take at once, with what is made of them until their runs have ended, and upstreams' answers; "
            + "about eight times their bytes, and more for JSON of many small values.");
    static final ConfigKey<Integer> OPEN_STREAMS = computed("limits.open-streams", ValueTypes.count(1, 1_000_000),
            "one for each 192 KiB of heap",
            "How many runs may be under way or wait at once, and how many replies be open for readers to join; more are refused with 503.");
    static final ConfigKey<Duration> BODY_TIMEOUT = key("limits.body-timeout", ValueTypes.duration("100ms", "1h"), "30s",
            "How long a client may take to send its body.");
    static final ConfigKey<Duration> STALL_TIMEOUT = key("limits.stall-timeout", ValueTypes.duration("100ms", "1h"), "1m",
            "How long a client may take nothing of a reply that waits for it before it is disconnected.");

    static final ConfigKey<String> AGENT_ID = key("agent.id",
            ValueTypes.matching("up to 64 letters, digits, dots, dashes or underscores",
                    Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")),
            "talaria", "The agent's id, first in the list of models.");
    static final ConfigKey<String> AGENT_SYSTEM_PROMPT = key("agent.system-prompt", ValueTypes.text(100_000),
            "You are a helpful assistant with a long-term memory. Answer what is asked, plainly and truthfully. "
            + "What you are given as remembered context may be incomplete or out of date; use it where it helps, "
            + "and say so when you do not know.",
            "What the agent is told before everything else.");
    static final ConfigKey<List<String>> AGENT_TASK_PATTERNS = key("agent.task-patterns", ValueTypes.patterns(), TASKS,
            "A single non-streamed user message, without tools, in which one of these is found is a background task of a chat UI, "
            + "answered without transcript, memory and tools.");
    static final ConfigKey<Integer> AGENT_MAX_STEPS = key("agent.max-steps", ValueTypes.count(1, 1_000), "16",
            "The most model calls of one turn.");
    static final ConfigKey<Integer> AGENT_MAX_TOOL_CALLS = key("agent.max-tool-calls", ValueTypes.count(1, 10_000), "128",
            "The most tool calls of one step; a model that makes more has failed.");
    static final ConfigKey<String> AGENT_TOOLS = key("agent.tools", ValueTypes.matching("`todo` or `none`", Pattern.compile("todo|none")),
            "todo", "The server's tools that every model is offered; a model that refuses tools goes without them by itself.");
    static final ConfigKey<String> AGENT_THOUGHTS = key("agent.thoughts",
            ValueTypes.matching("`separate` or `keep`", Pattern.compile("separate|keep")), "separate",
            "Whether a thought that a model writes in tags at the start of its text (`<think>` and the like) is told as reasoning, "
            + "or stays text.");
    static final ConfigKey<Duration> AGENT_TURN_TIMEOUT = key("agent.turn-timeout", ValueTypes.duration("1s", "1d"), "10m",
            "The longest time of one turn.");

    static final ConfigKey<URI> MODEL_BASE_URL = optional("model.base-url", UrlText.http(),
            "The OpenAI-compatible upstream, `/v1` included; without it a demo model answers.").hidden();
    static final ConfigKey<Secret> MODEL_API_KEY = optional("model.api-key", ValueTypes.secret(),
            "The API key sent to the upstream.").hidden();
    static final ConfigKey<String> MODEL_NAME = optional("model.name", ValueTypes.line(256),
            "The upstream's name of the model; required with an upstream.");
    static final ConfigKey<List<String>> MODEL_CONTEXT_OVERFLOW_PATTERNS = optional("model.context-overflow-patterns",
            ValueTypes.patterns(), "An upstream's error in which one of these is found means that the prompt is too long, beside the "
            + "wordings that are known already; `(?i)` ignores case.");
    static final ConfigKey<Boolean> MODELS_STRICT = key("models.strict", ValueTypes.flag(), "false",
            "Refuse unknown model names, instead of answering as the default agent.");
    static final ConfigKey<Boolean> MODEL_PASS_THROUGH = key("model.pass-through", ValueTypes.flag(), "false",
            "Send unknown model names to the upstream as they are.");
    static final ConfigKey<Duration> MODEL_CONNECT_TIMEOUT = key("model.connect-timeout", ValueTypes.duration("10ms", "10m"), "5s",
            "How long connecting to the upstream may take.");
    static final ConfigKey<Duration> MODEL_FIRST_BYTE_TIMEOUT = key("model.first-byte-timeout", ValueTypes.duration("10ms", "1h"), "2m",
            "How long the upstream may take to begin its reply.");
    static final ConfigKey<Duration> MODEL_IDLE_TIMEOUT = key("model.idle-timeout", ValueTypes.duration("10ms", "1h"), "1m",
            "How long the upstream may be silent within its reply.");
    static final ConfigKey<Integer> MODEL_MAX_CONNECTIONS = key("model.max-connections", ValueTypes.count(1, 1_000_000), "10000",
            "The most connections to the upstream.");
    static final ConfigKey<Long> MODEL_REPLY_BYTES = key("model.reply-bytes", ValueTypes.bytes(10_000, 1L << 40), "67108864",
            "The most bytes of one reply of the upstream; a longer one is cut.");
    static final ConfigKey<List<String>> MODEL_OMIT = optional("model.omit", ValueTypes.omissions(),
            "What the upstream's models refuse and no client asked for, so that requests go without it from the start: `tools`, "
            + "`stream_options`, `stream`, `parallel_tool_calls`, `system_role`, `opaque_members`, `refusal`, `null_content`, "
            + "`image_detail`, `strict`, `prompt_cache_key`; `tools+response_format` only beside what a client asks for "
            + "(also `+reasoning`, `+stream`, `+images`).");
    static final ConfigKey<String> MODEL_LIMIT_MEMBER = key("model.limit-member",
            ValueTypes.matching("`auto`, `max_tokens` or `max_completion_tokens`",
                    Pattern.compile("auto|max_tokens|max_completion_tokens")),
            "auto", "The member that tells the upstream the limit of an answer; `auto` is the client's, and the other one where the "
            + "model refuses it.");

    static final ConfigKey<Boolean> MEMORY_ENABLED = key("memory.enabled", ValueTypes.flag(), "true",
            "Whether anything is remembered beyond a session.");
    static final ConfigKey<String> MEMORY_SCOPE = key("memory.scope",
            ValueTypes.matching("`shared` or `own`", Pattern.compile("shared|own")), "shared",
            "Whether agents over one database share what is remembered, or this one keeps its own, under its id.");
    static final ConfigKey<String> MEMORY_PROVIDER = key("memory.provider",
            ValueTypes.matching("`local`, `honcho` or a name in lower case", Pattern.compile("[a-z][a-z0-9-]{0,63}")), "local",
            "Who keeps the memory: this server's own database, a Honcho server, or a provider in a jar in `talaria.home`'s folder `lib`.");
    static final ConfigKey<Duration> MEMORY_RECALL_TIMEOUT = key("memory.recall-timeout", ValueTypes.duration("1ms", "1m"), "1500ms",
            "How long a turn waits for what is remembered, which takes milliseconds unless the server is cold or busy.");
    static final ConfigKey<Integer> MEMORY_RECALL_TOKENS = key("memory.recall-tokens", ValueTypes.count(0, 1_000_000), "1500",
            "How much of it the model is given, in tokens of about four characters.");
    static final ConfigKey<String> MEMORY_LANGUAGE = key("memory.language",
            ValueTypes.matching("a language code of two letters", Pattern.compile("[a-z]{2}")), "en",
            "The language by whose word forms the memory searches.");
    static final ConfigKey<Map<String, String>> MEMORY_LANGUAGES = optional("memory.languages", ValueTypes.languages(),
            "The languages of tenants that have another one.");
    static final ConfigKey<Long> MEMORY_INDEX_BYTES = computed("memory.index-bytes", ValueTypes.bytes(0, 1L << 40),
            "an eighth of the heap", "How much heap the indexes of all memory scopes may take together.");

    static final ConfigKey<String> MEMORY_EMBEDDING = key("memory.embedding",
            ValueTypes.matching("`off`, `upstream` or `local`", Pattern.compile("off|upstream|local")), "off",
            "Who makes vectors, by which the built-in memory compares meanings: nobody, an OpenAI-compatible upstream, "
            + "or a model in this process.");
    static final ConfigKey<URI> MEMORY_EMBEDDING_BASE_URL = optional("memory.embedding.base-url", UrlText.http(),
            "The upstream, `/v1` included; without it that of the model, with its API key.").hidden();
    static final ConfigKey<Secret> MEMORY_EMBEDDING_API_KEY = optional("memory.embedding.api-key", ValueTypes.secret(),
            "The API key sent to it.").hidden();
    static final ConfigKey<String> MEMORY_EMBEDDING_MODEL = optional("memory.embedding.model", ValueTypes.line(256),
            "The upstream's name of the embedding model; what was embedded by another is embedded anew.");
    static final ConfigKey<Integer> MEMORY_EMBEDDING_DIMENSIONS = optional("memory.embedding.dimensions", ValueTypes.count(1, 8_192),
            "How many numbers a vector is to have, for models that leave the choice.");
    static final ConfigKey<Integer> MEMORY_EMBEDDING_BATCH = key("memory.embedding.batch", ValueTypes.count(1, 2_048), "64",
            "The most texts of one request.");
    static final ConfigKey<Duration> MEMORY_EMBEDDING_TIMEOUT = key("memory.embedding.timeout", ValueTypes.duration("10ms", "10m"), "30s",
            "How long a request may take.");
    static final ConfigKey<Duration> MEMORY_EMBEDDING_QUERY_TIMEOUT = key("memory.embedding.query-timeout",
            ValueTypes.duration("1ms", "1m"), "150ms",
            "How long a search or a recall waits for the vector of its query before it goes by words alone.");

    static final ConfigKey<URI> HONCHO_BASE_URL = optional("honcho.base-url", UrlText.http(),
            "The Honcho server, with or without `/v3`.").hidden();
    static final ConfigKey<Secret> HONCHO_API_KEY = optional("honcho.api-key", ValueTypes.secret(),
            "The key for its workspaces; without one none is sent.").hidden();
    static final ConfigKey<Map<String, Secret>> HONCHO_TENANT_KEYS = optional("honcho.tenant-keys", ValueTypes.secretsByName(),
            "Keys for the workspaces of single tenants, as `tenant=key`.").hidden();
    static final ConfigKey<String> HONCHO_WORKSPACE = key("honcho.workspace",
            ValueTypes.matching("up to 60 letters, digits, dashes or underscores, and `{tenant}`", HONCHO_TEMPLATE), "talaria-{tenant}",
            "The workspace of a tenant; without `{tenant}` all but the tenant `default` get theirs with `-` and their name.");
    static final ConfigKey<String> HONCHO_AI_PEER = computed("honcho.ai-peer", ValueTypes.matching(HONCHO_NAME_BOUND, HONCHO_NAME),
            "`talaria`, with Hermes' naming `hermes`", "The agent's peer.");
    static final ConfigKey<String> HONCHO_NAMING = key("honcho.naming",
            ValueTypes.matching("`hashed` or `hermes`", Pattern.compile("hashed|hermes")), "hashed",
            "How sessions and user peers are named; `hermes` finds what Hermes has stored, and lets keys like `a:b` and `a-b` meet.");
    static final ConfigKey<String> HONCHO_USER_PEER = optional("honcho.user-peer", ValueTypes.matching(HONCHO_NAME_BOUND, HONCHO_NAME),
            "With Hermes' naming: one user peer for all session keys, Hermes' `peerName`.");
    static final ConfigKey<String> HONCHO_SESSIONS = key("honcho.sessions",
            ValueTypes.matching("`key` or `transcript`", Pattern.compile("key|transcript")), "key",
            "Whether Honcho has one session for a memory scope or one for each transcript.");
    static final ConfigKey<String> HONCHO_RECALL = key("honcho.recall",
            ValueTypes.matching("`hybrid`, `context` or `tools`", Pattern.compile("hybrid|context|tools")), "hybrid",
            "Whether the model is given what Honcho knows, may ask by tools, or both.");
    static final ConfigKey<Integer> HONCHO_DIALECTIC_CADENCE = key("honcho.dialectic-cadence", ValueTypes.count(0, 1_000), "0",
            "After every how many turns Honcho's own model is asked about the user, for the turns that follow; 0 for never.");
    static final ConfigKey<String> HONCHO_DIALECTIC_LEVEL = key("honcho.dialectic-level",
            ValueTypes.matching("`minimal`, `low`, `medium`, `high` or `max`", Pattern.compile("minimal|low|medium|high|max")), "low",
            "How hard it thinks.");
    static final ConfigKey<Duration> HONCHO_CONNECT_TIMEOUT = key("honcho.connect-timeout", ValueTypes.duration("10ms", "1m"), "2s",
            "How long connecting to Honcho may take.");
    static final ConfigKey<Duration> HONCHO_READ_TIMEOUT = key("honcho.read-timeout", ValueTypes.duration("10ms", "5m"), "10s",
            "How long the memory API and tools wait for one answer of Honcho.");
    static final ConfigKey<Duration> HONCHO_WRITE_TIMEOUT = key("honcho.write-timeout", ValueTypes.duration("10ms", "5m"), "30s",
            "How long Honcho may take to store a turn.");
    static final ConfigKey<Duration> HONCHO_CHAT_TIMEOUT = key("honcho.chat-timeout", ValueTypes.duration("10ms", "10m"), "1m",
            "How long a question to Honcho's model may take.");

    static final ConfigKey<String> STORE_URL = computed("store.url", UrlText.jdbc(), "`talaria.db` in `talaria.home`",
            "The database.").hidden();
    static final ConfigKey<String> STORE_USER = optional("store.user", ValueTypes.line(256),
            "The user of the database at `talaria.store.url`.");
    static final ConfigKey<Secret> STORE_PASSWORD = optional("store.password", ValueTypes.secret(),
            "That user's password.").hidden();
    static final ConfigKey<Integer> STORE_POOL_SIZE = key("store.pool-size", ValueTypes.count(1, 1_000), "8",
            "The most connections to the database.");

    static final ConfigKey<Duration> RETENTION_SESSIONS = key("retention.sessions", ValueTypes.duration("0s", "36500d"), "0s",
            "How long a session is kept after its last message; 0 for ever.");
    static final ConfigKey<String> DATASOURCE_JNDI = optional("datasource.jndi", ValueTypes.line(256),
            "The JNDI name of a data source of the server, used instead of `talaria.store.url`.");

    private static final List<ConfigKey<?>> ALL = List.of(
            HOME, FILE, PUBLIC_URL, ANNOUNCE_URL, CORS_ORIGINS, SSE_KEEPALIVE, DRAIN_GRACE,
            API_KEY, ANONYMOUS, SESSION_KEY_DEFAULT, HISTORY_DEFAULT,
            KEYS_FILE, SESSION_ID_ALIASES, USER_TOKEN_SECRET, PROXIES, FAILED_KEYS,
            RUNS_MAX_CONCURRENT, RUNS_SLOT_WAIT, RUNS_MAX_QUEUED, RUNS_RETENTION, RUNS_EXPIRED_RETENTION,
            RUNS_IDEMPOTENCY_RETENTION, RUNS_APPROVAL_TIMEOUT, RUNS_SERVER_LEASE, RESPONSES_RETENTION,
            BODY_BYTES, BODY_BYTES_IN_FLIGHT, OPEN_STREAMS, BODY_TIMEOUT, STALL_TIMEOUT,
            AGENT_ID, AGENT_SYSTEM_PROMPT, AGENT_TASK_PATTERNS, AGENT_TOOLS, AGENT_THOUGHTS, AGENT_MAX_STEPS, AGENT_MAX_TOOL_CALLS,
            AGENT_TURN_TIMEOUT,
            MODEL_BASE_URL, MODEL_API_KEY, MODEL_NAME, MODEL_CONTEXT_OVERFLOW_PATTERNS, MODELS_STRICT, MODEL_PASS_THROUGH,
            MODEL_CONNECT_TIMEOUT, MODEL_FIRST_BYTE_TIMEOUT, MODEL_IDLE_TIMEOUT, MODEL_MAX_CONNECTIONS, MODEL_REPLY_BYTES,
            MODEL_OMIT, MODEL_LIMIT_MEMBER,
            MEMORY_ENABLED, MEMORY_PROVIDER, MEMORY_SCOPE, MEMORY_RECALL_TIMEOUT, MEMORY_RECALL_TOKENS, MEMORY_LANGUAGE,
            MEMORY_LANGUAGES, MEMORY_INDEX_BYTES,
            MEMORY_EMBEDDING, MEMORY_EMBEDDING_BASE_URL, MEMORY_EMBEDDING_API_KEY, MEMORY_EMBEDDING_MODEL, MEMORY_EMBEDDING_DIMENSIONS,
            MEMORY_EMBEDDING_BATCH, MEMORY_EMBEDDING_TIMEOUT, MEMORY_EMBEDDING_QUERY_TIMEOUT,
            HONCHO_BASE_URL, HONCHO_API_KEY, HONCHO_TENANT_KEYS, HONCHO_WORKSPACE, HONCHO_AI_PEER, HONCHO_NAMING, HONCHO_USER_PEER,
            HONCHO_SESSIONS, HONCHO_RECALL, HONCHO_DIALECTIC_CADENCE, HONCHO_DIALECTIC_LEVEL,
            HONCHO_CONNECT_TIMEOUT, HONCHO_READ_TIMEOUT, HONCHO_WRITE_TIMEOUT, HONCHO_CHAT_TIMEOUT,
            STORE_URL, STORE_USER, STORE_PASSWORD, STORE_POOL_SIZE, DATASOURCE_JNDI,
            RETENTION_SESSIONS);

    private ConfigKeys() {
    }

    /** In the order in which the key table lists them. */
    public static List<ConfigKey<?>> all() {
        return ALL;
    }
}
