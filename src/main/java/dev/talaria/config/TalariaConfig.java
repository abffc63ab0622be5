package dev.talaria.config;

import static dev.talaria.config.ConfigKey.computed;
import static dev.talaria.config.ConfigKey.key;
import static dev.talaria.config.ConfigKey.optional;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The whole validated configuration. Each part declares its settings where it reads them: name, type, default and purpose. All are read
 * even after a fault, so that all faults are found at once.
 *
 * @param honcho        set if a Honcho server keeps the memory
 * @param foreignMemory set if a provider in a jar keeps it; if both are empty, this server does
 */
public record TalariaConfig(Server server, Auth auth, Callers callers, Limits limits, Runs runs, Responses responses, Agent agent,
                            AgentsConfig agents, McpConfig mcp, WebConfig web, ContextConfig context, GuardrailConfig guardrails,
                            Model model, Memory memory, EmbeddingConfig embedding, FactsConfig facts,
                            Optional<HonchoConfig> honcho, Optional<ForeignMemory> foreignMemory, Store store, Retention retention,
                            MetricsConfig metrics, UsageConfig usage) {

    /** With faults, the result is incomplete and only good for finding more. */
    static TalariaConfig of(Settings settings) {
        return new TalariaConfig(Server.of(settings), Auth.of(settings), Callers.of(settings), Limits.of(settings), Runs.of(settings),
                Responses.of(settings), Agent.of(settings), AgentsConfig.of(settings), McpConfig.of(settings), WebConfig.of(settings),
                ContextConfig.of(settings), GuardrailConfig.of(settings), Model.of(settings), Memory.of(settings),
                EmbeddingConfig.of(settings), FactsConfig.of(settings),
                HonchoConfig.of(settings), ForeignMemory.of(settings), Store.of(settings), Retention.of(settings),
                MetricsConfig.of(settings), UsageConfig.of(settings));
    }

    /** Returns whether the memory is this server's own. */
    public boolean remembersHere() {
        return honcho.isEmpty() && foreignMemory.isEmpty();
    }

    /**
     * The server as such.
     *
     * @param home        exists and is writable once started
     * @param announceUrl only known to what starts the server
     * @param corsOrigins exact origins, or the one entry {@code *}
     */
    public record Server(Path home, Optional<URI> publicUrl, Optional<URI> announceUrl, List<String> corsOrigins, Duration keepAlive,
                         Duration drainGrace) {
        static final ConfigKey<Path> HOME = computed("home", ValueTypes.path(), "`talaria` in the server's data folder",
                "The data folder.");
        static final ConfigKey<Path> FILE = computed("config", ValueTypes.path(), "`talaria.properties` in `talaria.home`, if it is there",
                "The properties file with further settings.");

        public Server {
            corsOrigins = List.copyOf(corsOrigins);
        }

        static Server of(Settings settings) {
            Path home = HomeFolder.find(settings).orElseGet(() -> {
                if (!settings.isSet(HOME)) {
                    settings.fault(HOME, HomeFolder.howToSet());
                }
                return Path.of("");
            });
            settings.find(FILE);
            return new Server(home,
                    settings.find(optional("public-url", UrlText.http(), "The URL at which browsers reach this server.")),
                    settings.find(optional("announce-url", UrlText.http(), "The URL to print once the server is ready.")),
                    settings.find(optional("cors.origins", ValueTypes.origins(), "The origins whose web pages may call this server."))
                            .orElse(List.of()),
                    settings.value(key("sse.keepalive", ValueTypes.duration("10ms", "10m"), "15s",
                            "How long an event stream may be idle before it gets a keep-alive comment, which also detects clients "
                                    + "that have left.")),
                    settings.value(key("drain.grace", ValueTypes.duration("0s", "1h"), "20s",
                            "How long active runs may continue after draining has begun.")));
        }
    }

    /**
     * Defaults for callers.
     *
     * @param apiKeys  if empty, the server is closed, unless {@code anonymous}
     * @param readAlso further memory scopes that requests with one of these API keys read, as a key's policy names them
     */
    public record Auth(List<Secret> apiKeys, boolean anonymous, Optional<String> sessionKeyDefault, String historyDefault,
                       List<String> readAlso) {
        private static final ConfigKey<Boolean> ANONYMOUS = key("anonymous", ValueTypes.flag(), "false",
                "Serves everyone without an API key; otherwise, a server without a key refuses every request.");

        public Auth {
            apiKeys = List.copyOf(apiKeys);
            readAlso = List.copyOf(readAlso);
        }

        /** Callers that read one memory scope alone. */
        public Auth(List<Secret> apiKeys, boolean anonymous, Optional<String> sessionKeyDefault, String historyDefault) {
            this(apiKeys, anonymous, sessionKeyDefault, historyDefault, List.of());
        }

        static Auth of(Settings settings) {
            ConfigKey<List<Secret>> apiKey = optional("api-key", ValueTypes.secrets(),
                    "The API key that clients must send; several can be valid at the same time, for rotation.").hidden();
            ConfigKey<String> sessionKey = optional("session-key-default", ValueTypes.line(256),
                    "The session key of clients that cannot send headers.").hidden();
            ConfigKey<List<String>> readAlso = optional("memory.read-also", ValueTypes.scopes(),
                    "Memory scopes that requests with `talaria.api-key` read beside their own, in the built-in memory. Other keys have "
                    + "`read_also` in their policies.");
            List<Secret> apiKeys = settings.find(apiKey).orElse(List.of());
            if (settings.value(ANONYMOUS)) {
                apiKeys = List.of();
                // A development server sets a default API key; anonymous use overrides it.
                if (settings.isSuggested(apiKey) && !settings.isSuggested(ANONYMOUS)) {
                    settings.warn(apiKey, "the one in the init parameters is ignored because " + ANONYMOUS.name() + " is set");
                } else {
                    refuseKeys(settings, apiKey);
                }
                settings.refuseWith(sessionKey, ANONYMOUS, "strangers would share one memory");
            }
            return new Auth(apiKeys, settings.value(ANONYMOUS), settings.find(sessionKey),
                    settings.value(key("history-default", ValueTypes.oneOf("auto", "client", "server"), "auto",
                            "Whose history is used for a named session when no `X-Hermes-History` is sent; `client` is for chat UIs "
                                    + "that send whole conversations.")),
                    settings.find(readAlso).orElse(List.of()));
        }

        private static void refuseKeys(Settings settings, ConfigKey<?> keys) {
            settings.refuseWith(keys, ANONYMOUS, "with an API key set, requests without one are refused");
        }

        /** Leaves out the default session key, which opens a memory to anyone who has it. */
        @Override
        public String toString() {
            return "Auth[apiKeys=" + apiKeys.size() + ", anonymous=" + anonymous + "]";
        }
    }

    /**
     * The settings about callers.
     *
     * @param proxies    addresses or networks ({@code 10.0.0.0/8})
     * @param failedKeys 0 for no limit
     */
    public record Callers(Optional<Path> keysFile, List<String> sessionIdAliases, Optional<Secret> userTokenSecret, List<String> proxies,
                          int failedKeys) {
        public Callers {
            sessionIdAliases = List.copyOf(sessionIdAliases);
            proxies = List.copyOf(proxies);
        }

        static Callers of(Settings settings) {
            ConfigKey<Path> keysFile = optional("keys.file", ValueTypes.path(),
                    "A JSON file of further API keys, each with a policy of its own.");
            Optional<Path> keys = settings.find(keysFile);
            if (settings.value(Auth.ANONYMOUS)) {
                Auth.refuseKeys(settings, keysFile);
            }
            return new Callers(keys,
                    settings.find(optional("session-id-aliases", ValueTypes.headers(),
                            "Headers used in place of a missing `X-Hermes-Session-Id`, such as `X-OpenWebUI-Chat-Id`; the first one "
                                    + "present is used."))
                            .orElse(List.of()),
                    settings.find(optional("user-token-secret", ValueTypes.longSecret(),
                            "The secret with which Open WebUI signs `X-OpenWebUI-User-Jwt`; without it, the header is ignored.")
                            .hidden()),
                    settings.find(optional("proxies", ValueTypes.networks(), "The proxies whose `X-Forwarded-For` is trusted."))
                            .orElse(List.of()),
                    settings.value(key("limits.failed-keys", ValueTypes.count(0, 1_000_000), "30",
                            "How many invalid API keys an address may send per minute before it must wait; 0 for no limit.")));
        }
    }

    /** Capacity limits, and how long clients may take. */
    public record Limits(int maxConcurrentRuns, Duration slotWait, long bodyBytes, long bodyBytesInFlight, int openStreams,
                         Duration bodyTimeout, Duration stallTimeout) {
        /**
         * From this release on a virtual thread does not pin its carrier inside {@code synchronized}, so that runs need no platform thread.
         */
        private static final int CHEAP_THREADS_SINCE = 24;
        /** Three times what an open stream takes: a run, its thread, its connections to client and upstream, and their buffers. */
        private static final long HEAP_A_STREAM = 192 * 1024;

        static Limits of(Settings settings) {
            Sources.Machine machine = settings.machine();
            ConfigKey<Long> body = key("limits.body-bytes", ValueTypes.bytes(1_000, 1_000_000_000), "10000000",
                    "The maximum size of a request body, as sent and after decompression.");
            ConfigKey<Long> inFlight = computed("limits.body-bytes-in-flight", ValueTypes.bytes(1_000, 1L << 40),
                    "three eighths of the heap", "The maximum heap for request bodies, for what is built from them until their runs "
                            + "end, and for upstream answers. They take about eight times their size, and more for JSON with many "
                            + "small values.");
            Limits limits = new Limits(
                    settings.find(computed("runs.max-concurrent", ValueTypes.count(0, 1_000_000), "1000, before Java 24 600",
                            "The maximum number of concurrent runs; 0 for no limit."))
                            .orElse(machine.javaVersion() >= CHEAP_THREADS_SINCE ? 1000 : 600),
                    settings.value(key("runs.slot-wait", ValueTypes.duration("0s", "5m"), "5s",
                            "How long a request waits for a free run slot before it is refused.")),
                    settings.value(body),
                    settings.find(inFlight).orElse(machine.heapBytes() / 8 * 3),
                    settings.find(computed("limits.open-streams", ValueTypes.count(1, 1_000_000), "one for each 192 KiB of heap",
                            "The maximum number of active and waiting runs, and of replies that are open for readers who join a run; "
                                    + "more are refused with 503."))
                            .orElse((int) Math.min(Integer.MAX_VALUE, Math.max(1, machine.heapBytes() / HEAP_A_STREAM))),
                    settings.value(key("limits.body-timeout", ValueTypes.duration("100ms", "1h"), "30s",
                            "How long a client may take to send its body.")),
                    settings.value(key("limits.stall-timeout", ValueTypes.duration("100ms", "1h"), "1m",
                            "How long a client may read nothing of a reply before it is disconnected.")));
            if (settings.find(inFlight).isPresent() && limits.bodyBytesInFlight() < limits.bodyBytes()) {
                settings.fault(inFlight, "less than " + body.name() + ", so the largest body could never be read");
            }
            return limits;
        }
    }

    /** The settings of runs, mostly durable ones. */
    public record Runs(int maxQueued, Duration retention, Duration expiredRetention, Duration idempotencyRetention,
                       Duration approvalTimeout, Duration serverLease) {
        static Runs of(Settings settings) {
            ConfigKey<Duration> retention = key("runs.retention", ValueTypes.duration("1m", "365d"), "1d",
                    "How long a run and its events can be read after its end.");
            ConfigKey<Duration> idempotency = key("runs.idempotency-retention", ValueTypes.duration("1m", "365d"), "1d",
                    "How long the `Idempotency-Key` of a run of `/v1/runs` is remembered.");
            Runs runs = new Runs(
                    settings.value(key("runs.max-queued", ValueTypes.count(1, 1_000_000), "1000",
                            "The maximum number of runs of `/v1/runs`, background and detached runs that wait for their session or a "
                                    + "slot.")),
                    settings.value(retention),
                    settings.value(key("runs.expired-retention", ValueTypes.duration("0s", "3650d"), "30d",
                            "How long after that the answer is `events_expired` instead of `run_not_found`.")),
                    settings.value(idempotency),
                    settings.value(key("runs.approval-timeout", ValueTypes.duration("1s", "365d"), "1d",
                            "How long a run waits for the approval of a tool call before the call is denied.")),
                    settings.value(key("runs.server-lease", ValueTypes.duration("1s", "10m"), "15s",
                            "The lease of a server: how long it may be silent before other servers of its database take over its "
                                    + "runs.")));
            if (runs.idempotencyRetention().compareTo(runs.retention()) > 0) {
                settings.fault(idempotency, "longer than " + retention.name() + ", so a key would name a run that no longer exists");
            }
            return runs;
        }
    }

    /** Stored responses. */
    public record Responses(Duration retention) {
        static Responses of(Settings settings) {
            return new Responses(settings.value(key("responses.retention", ValueTypes.duration("1m", "3650d"), "30d",
                    "How long a response is stored.")));
        }
    }

    /**
     * The default agent.
     *
     * @param taskPatterns regular expressions
     * @param toolsets     the names of those that it is offered
     * @param ownMemory    whether its memory is separate from all other agents'
     * @param thoughts     how to treat thoughts that a model writes into its text
     */
    public record Agent(String id, String systemPrompt, List<String> taskPatterns, List<String> toolsets, int maxSteps, int maxToolCalls,
                        int parallelTools, Duration toolTimeout, Duration turnTimeout, boolean ownMemory, Thoughts thoughts) {
        static final ConfigKey<List<String>> TOOLSETS = key("agent.tools", ValueTypes.toolsets(), "todo, memory, sessions, skills, mcp",
                "The toolsets that the agent is offered: `todo`, `memory`, `sessions` (search in earlier conversations), `web` (reads web "
                        + "pages), `skills`, `mcp` (all MCP servers) and `mcp:NAME` (one of them), or `none`. A model that refuses tools "
                        + "is automatically called without them.");
        /** The prompts of Open WebUI's background tasks, in its versions, and LibreChat's for a title. */
        private static final String TASKS = "^\\s*(### Task:\\s*(Generate [^\\n]*\\b(title|tags|image generation)\\b"
                + "|Suggest [^\\n]*follow-up|Analyze the chat history|Based on the chat history, determine"
                + "|Summarize the conversation[^\\n]* compacted|You are an autocompletion system"
                + "|(?![\\s\\S]*<context>)([^\\n]*\\b(title|tags)\\b|[\\s\\S]*<chat_history>))"
                + "|(Here is the query:[\\s\\S]*)?Create a concise, 3-5 word (title|phrase)"
                + "|Provide a concise, 5-word-or-less title|Assess the need for a web search|Your task is to reflect the speaker"
                + "|You have been provided with a set of responses from various models"
                + "|(Query: )?History:\\s*(USER|ASSISTANT|SYSTEM|TOOL): \"\"\")";

        public Agent {
            taskPatterns = List.copyOf(taskPatterns);
            toolsets = List.copyOf(toolsets);
        }

        static Agent of(Settings settings) {
            String id = settings.value(key("agent.id", ValueTypes.matching("up to 64 letters, digits, dots, dashes or underscores",
                    Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")), "talaria", "The agent's id, which is the first in the list "
                            + "of models."));
            String prompt = settings.value(key("agent.system-prompt", ValueTypes.text(100_000),
                    "You are a helpful assistant with a long-term memory. Answer what is asked, plainly and truthfully. "
                    + "What you are given as remembered context may be incomplete or out of date; use it where it helps, "
                    + "and say so when you do not know.", "The agent's system prompt."));
            List<String> tasks = settings.value(key("agent.task-patterns", ValueTypes.patterns(), TASKS,
                    "Patterns of the background tasks of chat UIs. A single user message that matches one, not streamed and without "
                            + "tools, is answered without transcript, memory and tools."));
            List<String> toolsets = settings.value(TOOLSETS);
            String thoughts = settings.value(key("agent.thoughts", ValueTypes.oneOf("separate", "keep"), "separate",
                    "Whether a thought in tags at the start of a model's text (`<think>` and the like) is sent as reasoning or left "
                            + "in the text."));
            return new Agent(id, prompt, tasks, toolsets,
                    settings.value(key("agent.max-steps", ValueTypes.count(1, 1_000), "16", "The maximum number of model calls per "
                            + "turn.")),
                    settings.value(key("agent.max-tool-calls", ValueTypes.count(1, 10_000), "128",
                            "The maximum number of tool calls per step; the turn fails if a model makes more.")),
                    settings.value(key("agent.parallel-tools", ValueTypes.count(1, 64), "8",
                            "The maximum number of server tools that a turn runs at once.")),
                    settings.value(key("agent.tool-timeout", ValueTypes.duration("1s", "1d"), "2m",
                            "The maximum duration of a call of a server tool; tools of MCP servers have `call_timeout` instead.")),
                    settings.value(key("agent.turn-timeout", ValueTypes.duration("1s", "1d"), "10m", "The maximum duration of a turn.")),
                    settings.value(Memory.SCOPE).equals("own"), thoughts.equals("keep") ? Thoughts.KEEP : Thoughts.SEPARATE);
        }
    }

    /** How to treat a thought between tags at the start of a model's text: extract it as reasoning, or keep it as text. */
    public enum Thoughts { SEPARATE, KEEP }

    /**
     * The upstream.
     *
     * @param baseUrl absent for the demo model
     * @param name    absent only with the demo model
     */
    public record Model(Optional<URI> baseUrl, Optional<Secret> apiKey, Optional<String> name, boolean strict, boolean passThrough,
                        Duration connectTimeout, Duration firstByteTimeout, Duration idleTimeout, int maxConnections,
                        long replyBytes, List<String> contextOverflowPatterns, List<String> omit, String limitMember) {
        static final ConfigKey<URI> BASE_URL = optional("model.base-url", UrlText.http(),
                "The base URL of the OpenAI-compatible upstream, including `/v1`; without it, a demo model answers.").hidden();
        static final ConfigKey<Secret> API_KEY = optional("model.api-key", ValueTypes.secret(),
                "The API key sent to the upstream.").hidden();
        static final ConfigKey<String> NAME = optional("model.name", ValueTypes.line(256),
                "The upstream's name for the model; required with an upstream.");
        private static final long LONG_REPLY = 64L << 20;

        public Model {
            contextOverflowPatterns = List.copyOf(contextOverflowPatterns);
            omit = List.copyOf(omit);
        }

        /** An upstream that gets every parameter until it rejects one. */
        public Model(Optional<URI> baseUrl, Optional<Secret> apiKey, Optional<String> name, boolean strict, boolean passThrough,
                     Duration connectTimeout, Duration firstByteTimeout, Duration idleTimeout, int maxConnections) {
            this(baseUrl, apiKey, name, strict, passThrough, connectTimeout, firstByteTimeout, idleTimeout, maxConnections,
                    LONG_REPLY, List.of(), List.of(), "auto");
        }

        static Model of(Settings settings) {
            ConfigKey<Boolean> strict = key("models.strict", ValueTypes.flag(), "false",
                    "Refuses unknown model names instead of answering as the default agent.");
            ConfigKey<Boolean> passThrough = key("model.pass-through", ValueTypes.flag(), "false",
                    "Passes unknown model names to the upstream unchanged.");
            Model model = new Model(settings.find(BASE_URL), settings.find(API_KEY), settings.find(NAME), settings.value(strict),
                    settings.value(passThrough),
                    settings.value(key("model.connect-timeout", ValueTypes.duration("10ms", "10m"), "5s",
                            "How long connecting to the upstream may take.")),
                    settings.value(key("model.first-byte-timeout", ValueTypes.duration("10ms", "1h"), "2m",
                            "How long the upstream may take to begin its reply.")),
                    settings.value(key("model.idle-timeout", ValueTypes.duration("10ms", "1h"), "1m",
                            "How long the upstream may be silent within its reply.")),
                    settings.value(key("model.max-connections", ValueTypes.count(1, 1_000_000), "10000",
                            "The maximum number of connections to the upstream.")),
                    settings.value(key("model.reply-bytes", ValueTypes.bytes(10_000, 1L << 40), Long.toString(LONG_REPLY),
                            "The maximum size of an upstream reply in bytes; a longer one is truncated.")),
                    settings.find(optional("model.context-overflow-patterns", ValueTypes.patterns(),
                            "Patterns of upstream errors that mean a prompt is too long, in addition to the built-in ones; `(?i)` "
                                    + "ignores case.")).orElse(List.of()),
                    settings.find(optional("model.omit", ValueTypes.omissions(),
                            "Features that the upstream's models refuse, left out of requests from the start unless a client asks "
                                    + "for them: `tools`, `stream_options`, `stream`, `parallel_tool_calls`, `system_role`, "
                                    + "`opaque_members`, `refusal`, `null_content`, `image_detail`, `result_images`, `strict`, "
                                    + "`prompt_cache_key`; "
                                    + "`tools+response_format` leaves out tools only when a client asks for a response format (also "
                                    + "`+reasoning`, `+stream`, `+images`).")).orElse(List.of()),
                    settings.value(key("model.limit-member", ValueTypes.oneOf("auto", "max_tokens", "max_completion_tokens"), "auto",
                            "The request member that limits the length of an answer; `auto` uses the client's, and the other one if "
                                    + "the model refuses it.")));
            if (!settings.isSet(BASE_URL)) {
                settings.ignored("without " + BASE_URL.name() + " the demo model answers", API_KEY, NAME);
            } else if (!settings.isSet(NAME)) {
                settings.fault(NAME, "required with " + BASE_URL.name());
            }
            if (model.passThrough()) {
                if (model.strict()) {
                    settings.refuseWith(passThrough, strict, "unknown model names are either refused or passed on");
                }
                if (!settings.isSet(AgentsConfig.FILE)) {
                    settings.requireWith(passThrough, BASE_URL);
                }
            }
            return model;
        }
    }

    /**
     * Memory beyond a session.
     *
     * @param recallTokens in tokens of about four characters
     * @param languages    by tenant, for those with another one
     * @param tools        whether the model gets tools to use the built-in memory
     */
    public record Memory(boolean enabled, Duration recallTimeout, int recallTokens, String language, Map<String, String> languages,
                         long indexBytes, boolean tools) {
        private static final ConfigKey<String> SCOPE = key("memory.scope", ValueTypes.oneOf("shared", "own"), "shared",
                "Whether the agents of a database share one memory, or this agent has its own, under its id.");
        static final ConfigKey<String> PROVIDER = key("memory.provider",
                ValueTypes.matching("`local`, `honcho` or a name in lower case", Pattern.compile("[a-z][a-z0-9-]{0,63}")), "local",
                "Where memory is kept: in this server's database, on a Honcho server, or by a provider in a jar in the folder `lib` "
                        + "of `talaria.home`.");

        public Memory {
            languages = Map.copyOf(languages);
        }

        /** One language for all. */
        public Memory(boolean enabled, Duration recallTimeout, int recallTokens, String language, long indexBytes) {
            this(enabled, recallTimeout, recallTokens, language, Map.of(), indexBytes, true);
        }

        static Memory of(Settings settings) {
            boolean enabled = settings.value(key("memory.enabled", ValueTypes.flag(), "true",
                    "Whether anything is remembered beyond a session."));
            boolean builtIn = settings.value(PROVIDER).equals("local");
            ConfigKey<String> language = key("memory.language",
                    ValueTypes.matching("a language code of two letters", Pattern.compile("[a-z]{2}")), "en",
                    "The language whose word forms memory search uses.");
            ConfigKey<Map<String, String>> languages = optional("memory.languages", ValueTypes.languages(),
                    "The languages of tenants that use a different one.");
            ConfigKey<Boolean> tools = key("memory.tools", ValueTypes.flag(), "true",
                    "Whether the model is offered tools to search the built-in memory, to keep a statement in it and to forget.");
            ConfigKey<Long> indexBytes = computed("memory.index-bytes", ValueTypes.bytes(0, 1L << 40), "an eighth of the heap",
                    "The maximum heap for the indexes of all memory scopes together.");
            Memory memory = new Memory(enabled,
                    settings.value(key("memory.recall-timeout", ValueTypes.duration("1ms", "1m"), "1500ms",
                            "How long a turn waits for recall, which takes milliseconds unless the server is cold or busy.")),
                    settings.value(key("memory.recall-tokens", ValueTypes.count(0, 1_000_000), "1500",
                            "The maximum amount of recalled text in a prompt, in tokens of about four characters.")),
                    settings.value(language), settings.find(languages).orElse(Map.of()),
                    settings.find(indexBytes).orElse(settings.machine().heapBytes() / 8), settings.value(tools));
            if (!builtIn) {
                settings.ignored(PROVIDER.name() + " is not local", language, languages, indexBytes, tools);
            }
            return memory;
        }
    }

    /**
     * The database settings.
     *
     * @param url  a JDBC URL; absent for an SQLite file in the server's home
     * @param jndi the name of a data source that the application server pools, which replaces all others
     */
    public record Store(Optional<String> url, Optional<String> user, Optional<Secret> password, int poolSize, Optional<String> jndi) {
        /** Without a data source of the server. */
        public Store(Optional<String> url, Optional<String> user, Optional<Secret> password, int poolSize) {
            this(url, user, password, poolSize, Optional.empty());
        }

        static Store of(Settings settings) {
            ConfigKey<String> url = computed("store.url", UrlText.jdbc(), "`talaria.db` in `talaria.home`", "The database.").hidden();
            ConfigKey<String> user = optional("store.user", ValueTypes.line(256), "The user of the database at `talaria.store.url`.");
            ConfigKey<Secret> password = optional("store.password", ValueTypes.secret(), "That user's password.").hidden();
            ConfigKey<String> jndi = optional("datasource.jndi", ValueTypes.line(256),
                    "The JNDI name of a data source of the application server, used instead of `talaria.store.url`.");
            Store store = new Store(settings.find(url), settings.find(user), settings.find(password),
                    settings.value(key("store.pool-size", ValueTypes.count(1, 1_000), "8", "The maximum number of connections to the "
                            + "database.")),
                    settings.find(jndi));
            if (settings.isSet(jndi)) {
                settings.refuseWith(url, jndi, "only one database can be used");
            }
            settings.requireWith(user, url);
            settings.requireWith(password, url);
            return store;
        }

        /** Leaves out the URL, which may hold a password. */
        @Override
        public String toString() {
            return "Store[user=" + user + ", poolSize=" + poolSize + "]";
        }
    }

    /** @param sessions time after a session's last message; zero for no limit */
    public record Retention(Duration sessions) {
        static Retention of(Settings settings) {
            return new Retention(settings.value(key("retention.sessions", ValueTypes.duration("0s", "36500d"), "0s",
                    "How long a session is kept after its last message; 0 for no limit.")));
        }
    }
}
