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
public record TalariaConfig(Server server, Auth auth, Callers callers, Limits limits, Runs runs, Responses responses,
                            Agent agent, McpConfig mcp, Model model, Memory memory, EmbeddingConfig embedding,
                            Optional<HonchoConfig> honcho, Optional<ForeignMemory> foreignMemory, Store store, Retention retention) {

    /** With faults, the result is incomplete and only good for finding more. */
    static TalariaConfig of(Settings settings) {
        return new TalariaConfig(Server.of(settings), Auth.of(settings), Callers.of(settings), Limits.of(settings), Runs.of(settings),
                Responses.of(settings), Agent.of(settings), McpConfig.of(settings), Model.of(settings), Memory.of(settings),
                EmbeddingConfig.of(settings), HonchoConfig.of(settings), ForeignMemory.of(settings), Store.of(settings),
                Retention.of(settings));
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
                "The folder where data lies.");
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
                    settings.find(optional("public-url", UrlText.http(), "The URL under which browsers see this server.")),
                    settings.find(optional("announce-url", UrlText.http(), "The URL to print once the server is ready.")),
                    settings.find(optional("cors.origins", ValueTypes.origins(), "Web pages of which origins may call this server."))
                            .orElse(List.of()),
                    settings.value(key("sse.keepalive", ValueTypes.duration("10ms", "10m"), "15s",
                            "Silence after which an event stream gets a comment, by which clients that have gone are noticed.")),
                    settings.value(key("drain.grace", ValueTypes.duration("0s", "1h"), "20s",
                            "How long runs that are under way may go on once the server is being drained.")));
        }
    }

    /**
     * Defaults for callers.
     *
     * @param apiKeys if empty, the server is closed, unless {@code anonymous}
     */
    public record Auth(List<Secret> apiKeys, boolean anonymous, Optional<String> sessionKeyDefault, String historyDefault) {
        private static final ConfigKey<Boolean> ANONYMOUS = key("anonymous", ValueTypes.flag(), "false",
                "Serve everybody, without an API key; otherwise a server without a key refuses every request.");

        public Auth {
            apiKeys = List.copyOf(apiKeys);
        }

        static Auth of(Settings settings) {
            ConfigKey<List<Secret>> apiKey = optional("api-key", ValueTypes.secrets(),
                    "The API key that clients must send; several are valid at the same time, for rotation.").hidden();
            ConfigKey<String> sessionKey = optional("session-key-default", ValueTypes.line(256),
                    "The session key of clients that can send no header.").hidden();
            List<Secret> apiKeys = settings.find(apiKey).orElse(List.of());
            if (settings.value(ANONYMOUS)) {
                apiKeys = List.of();
                // // A development server suggests an API key; whoever switches anonymous use on need not remove it first.
                if (settings.isSuggested(apiKey) && !settings.isSuggested(ANONYMOUS)) {
                    settings.warn(apiKey, "the one of the init parameters is ignored, since " + ANONYMOUS.name() + " is set");
                } else {
                    refuseKeys(settings, apiKey);
                }
                settings.refuseWith(sessionKey, ANONYMOUS, "strangers would share one memory");
            }
            return new Auth(apiKeys, settings.value(ANONYMOUS), settings.find(sessionKey),
                    settings.value(key("history-default", ValueTypes.oneOf("auto", "client", "server"), "auto",
                            "Which history counts for a named session where no `X-Hermes-History` is sent; `client` for chat UIs that send "
                            + "whole conversations.")));
        }

        private static void refuseKeys(Settings settings, ConfigKey<?> keys) {
            settings.refuseWith(keys, ANONYMOUS, "with a key nobody is served without one");
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
                            "Headers that stand in for `X-Hermes-Session-Id`, the first that is sent, e.g. `X-OpenWebUI-Chat-Id`."))
                            .orElse(List.of()),
                    settings.find(optional("user-token-secret", ValueTypes.longSecret(),
                            "The secret with which Open WebUI signs `X-OpenWebUI-User-Jwt`; without it the header means nothing.")
                            .hidden()),
                    settings.find(optional("proxies", ValueTypes.networks(), "The proxies whose `X-Forwarded-For` counts."))
                            .orElse(List.of()),
                    settings.value(key("limits.failed-keys", ValueTypes.count(0, 1_000_000), "30",
                            "How many wrong API keys an address may present a minute before it has to wait; 0 for any number.")));
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
                    "The largest request body, as it is sent and once it is decoded.");
            ConfigKey<Long> inFlight = computed("limits.body-bytes-in-flight", ValueTypes.bytes(1_000, 1L << 40),
                    "three eighths of the heap", "The most heap that bodies may take at once, with what is made of them until their runs "
                    + "have ended, and upstreams' answers; about eight times their bytes, and more for JSON of many small values.");
            Limits limits = new Limits(
                    settings.find(computed("runs.max-concurrent", ValueTypes.count(0, 1_000_000), "1000, before Java 24 600",
                            "How many runs may be under way at once; 0 for no cap."))
                            .orElse(machine.javaVersion() >= CHEAP_THREADS_SINCE ? 1000 : 600),
                    settings.value(key("runs.slot-wait", ValueTypes.duration("0s", "5m"), "5s",
                            "How long a request waits for one of them before it is refused.")),
                    settings.value(body),
                    settings.find(inFlight).orElse(machine.heapBytes() / 8 * 3),
                    settings.find(computed("limits.open-streams", ValueTypes.count(1, 1_000_000), "one for each 192 KiB of heap",
                            "How many runs may be under way or wait at once, and how many replies be open for readers to join; more are "
                            + "refused with 503."))
                            .orElse((int) Math.min(Integer.MAX_VALUE, Math.max(1, machine.heapBytes() / HEAP_A_STREAM))),
                    settings.value(key("limits.body-timeout", ValueTypes.duration("100ms", "1h"), "30s",
                            "How long a client may take to send its body.")),
                    settings.value(key("limits.stall-timeout", ValueTypes.duration("100ms", "1h"), "1m",
                            "How long a client may take nothing of a reply that waits for it before it is disconnected.")));
            if (settings.find(inFlight).isPresent() && limits.bodyBytesInFlight() < limits.bodyBytes()) {
                settings.fault(inFlight, "less than " + body.name() + ", so that the largest body could never be read");
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
                    "How long an `Idempotency-Key` counts that started a run of `/v1/runs`.");
            Runs runs = new Runs(
                    settings.value(key("runs.max-queued", ValueTypes.count(1, 1_000_000), "1000",
                            "How many runs of `/v1/runs`, in the background or detached may wait for their session or a slot.")),
                    settings.value(retention),
                    settings.value(key("runs.expired-retention", ValueTypes.duration("0s", "3650d"), "30d",
                            "For how long after that `events_expired` is answered instead of `run_not_found`.")),
                    settings.value(idempotency),
                    settings.value(key("runs.approval-timeout", ValueTypes.duration("1s", "365d"), "1d",
                            "How long a run waits for somebody to approve a tool call; then nobody has.")),
                    settings.value(key("runs.server-lease", ValueTypes.duration("1s", "10m"), "15s",
                            "How long a server may be silent until the others of its database take over its runs.")));
            if (runs.idempotencyRetention().compareTo(runs.retention()) > 0) {
                settings.fault(idempotency, "longer than " + retention.name() + ", so that a key would name a run that is gone");
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
     * @param ownMemory    whether its memory is separate from all other agents'
     * @param thoughts     how to treat thoughts that a model writes into its text
     */
    public record Agent(String id, String systemPrompt, List<String> taskPatterns, boolean tools, int maxSteps, int maxToolCalls,
                        Duration turnTimeout, boolean ownMemory, Thoughts thoughts) {
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
        }

        static Agent of(Settings settings) {
            String id = settings.value(key("agent.id", ValueTypes.matching("up to 64 letters, digits, dots, dashes or underscores",
                    Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")), "talaria", "The agent's id, first in the list of models."));
            String prompt = settings.value(key("agent.system-prompt", ValueTypes.text(100_000),
                    "You are a helpful assistant with a long-term memory. Answer what is asked, plainly and truthfully. "
                    + "What you are given as remembered context may be incomplete or out of date; use it where it helps, "
                    + "and say so when you do not know.", "What the agent is told before everything else."));
            List<String> tasks = settings.value(key("agent.task-patterns", ValueTypes.patterns(), TASKS,
                    "A single non-streamed user message, without tools, in which one of these is found is a background task of a chat UI, "
                    + "answered without transcript, memory and tools."));
            String tools = settings.value(key("agent.tools", ValueTypes.oneOf("todo", "none"), "todo",
                    "The server's tools that every model is offered; a model that refuses tools goes without them by itself."));
            String thoughts = settings.value(key("agent.thoughts", ValueTypes.oneOf("separate", "keep"), "separate",
                    "Whether a thought that a model writes in tags at the start of its text (`<think>` and the like) is told as reasoning, "
                    + "or stays text."));
            return new Agent(id, prompt, tasks, !tools.equals("none"),
                    settings.value(key("agent.max-steps", ValueTypes.count(1, 1_000), "16", "The most model calls of one turn.")),
                    settings.value(key("agent.max-tool-calls", ValueTypes.count(1, 10_000), "128",
                            "The most tool calls of one step; a model that makes more has failed.")),
                    settings.value(key("agent.turn-timeout", ValueTypes.duration("1s", "1d"), "10m", "The longest time of one turn.")),
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
                "The OpenAI-compatible upstream, `/v1` included; without it a demo model answers.").hidden();
        static final ConfigKey<Secret> API_KEY = optional("model.api-key", ValueTypes.secret(),
                "The API key sent to the upstream.").hidden();
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
            ConfigKey<String> name = optional("model.name", ValueTypes.line(256),
                    "The upstream's name of the model; required with an upstream.");
            ConfigKey<Boolean> strict = key("models.strict", ValueTypes.flag(), "false",
                    "Refuse unknown model names, instead of answering as the default agent.");
            ConfigKey<Boolean> passThrough = key("model.pass-through", ValueTypes.flag(), "false",
                    "Send unknown model names to the upstream as they are.");
            Model model = new Model(settings.find(BASE_URL), settings.find(API_KEY), settings.find(name), settings.value(strict),
                    settings.value(passThrough),
                    settings.value(key("model.connect-timeout", ValueTypes.duration("10ms", "10m"), "5s",
                            "How long connecting to the upstream may take.")),
                    settings.value(key("model.first-byte-timeout", ValueTypes.duration("10ms", "1h"), "2m",
                            "How long the upstream may take to begin its reply.")),
                    settings.value(key("model.idle-timeout", ValueTypes.duration("10ms", "1h"), "1m",
                            "How long the upstream may be silent within its reply.")),
                    settings.value(key("model.max-connections", ValueTypes.count(1, 1_000_000), "10000",
                            "The most connections to the upstream.")),
                    settings.value(key("model.reply-bytes", ValueTypes.bytes(10_000, 1L << 40), Long.toString(LONG_REPLY),
                            "The most bytes of one reply of the upstream; a longer one is cut.")),
                    settings.find(optional("model.context-overflow-patterns", ValueTypes.patterns(),
                            "An upstream's error in which one of these is found means that the prompt is too long, beside the wordings "
                            + "that are known already; `(?i)` ignores case.")).orElse(List.of()),
                    settings.find(optional("model.omit", ValueTypes.omissions(),
                            "What the upstream's models refuse and no client asked for, so that requests go without it from the start: "
                            + "`tools`, `stream_options`, `stream`, `parallel_tool_calls`, `system_role`, `opaque_members`, `refusal`, "
                            + "`null_content`, `image_detail`, `strict`, `prompt_cache_key`; `tools+response_format` only beside what a "
                            + "client asks for (also `+reasoning`, `+stream`, `+images`).")).orElse(List.of()),
                    settings.value(key("model.limit-member", ValueTypes.oneOf("auto", "max_tokens", "max_completion_tokens"), "auto",
                            "The member that tells the upstream the limit of an answer; `auto` is the client's, and the other one where "
                            + "the model refuses it.")));
            if (!settings.isSet(BASE_URL)) {
                settings.ignored("without " + BASE_URL.name() + " the demo model answers", API_KEY, name);
            } else if (!settings.isSet(name)) {
                settings.fault(name, "required with " + BASE_URL.name());
            }
            if (model.passThrough()) {
                if (model.strict()) {
                    settings.refuseWith(passThrough, strict, "unknown model names are either refused or sent on");
                }
                settings.requireWith(passThrough, BASE_URL);
            }
            return model;
        }
    }

    /**
     * Memory beyond a session.
     *
     * @param recallTokens in tokens of about four characters
     * @param languages    by tenant, for those with another one
     */
    public record Memory(boolean enabled, Duration recallTimeout, int recallTokens, String language, Map<String, String> languages,
                         long indexBytes) {
        private static final ConfigKey<String> SCOPE = key("memory.scope", ValueTypes.oneOf("shared", "own"), "shared",
                "Whether agents over one database share what is remembered, or this one keeps its own, under its id.");
        static final ConfigKey<String> PROVIDER = key("memory.provider",
                ValueTypes.matching("`local`, `honcho` or a name in lower case", Pattern.compile("[a-z][a-z0-9-]{0,63}")), "local",
                "Who keeps the memory: this server's own database, a Honcho server, or a provider in a jar in `talaria.home`'s folder "
                + "`lib`.");

        public Memory {
            languages = Map.copyOf(languages);
        }

        /** One language for all. */
        public Memory(boolean enabled, Duration recallTimeout, int recallTokens, String language, long indexBytes) {
            this(enabled, recallTimeout, recallTokens, language, Map.of(), indexBytes);
        }

        static Memory of(Settings settings) {
            boolean enabled = settings.value(key("memory.enabled", ValueTypes.flag(), "true",
                    "Whether anything is remembered beyond a session."));
            boolean builtIn = settings.value(PROVIDER).equals("local");
            ConfigKey<String> language = key("memory.language",
                    ValueTypes.matching("a language code of two letters", Pattern.compile("[a-z]{2}")), "en",
                    "The language by whose word forms the memory searches.");
            ConfigKey<Map<String, String>> languages = optional("memory.languages", ValueTypes.languages(),
                    "The languages of tenants that have another one.");
            ConfigKey<Long> indexBytes = computed("memory.index-bytes", ValueTypes.bytes(0, 1L << 40), "an eighth of the heap",
                    "How much heap the indexes of all memory scopes may take together.");
            Memory memory = new Memory(enabled,
                    settings.value(key("memory.recall-timeout", ValueTypes.duration("1ms", "1m"), "1500ms",
                            "How long a turn waits for what is remembered, which takes milliseconds unless the server is cold or busy.")),
                    settings.value(key("memory.recall-tokens", ValueTypes.count(0, 1_000_000), "1500",
                            "How much of it the model is given, in tokens of about four characters.")),
                    settings.value(language), settings.find(languages).orElse(Map.of()),
                    settings.find(indexBytes).orElse(settings.machine().heapBytes() / 8));
            if (!builtIn) {
                settings.ignored(PROVIDER.name() + " is not local", language, languages, indexBytes);
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
                    "The JNDI name of a data source of the server, used instead of `talaria.store.url`.");
            Store store = new Store(settings.find(url), settings.find(user), settings.find(password),
                    settings.value(key("store.pool-size", ValueTypes.count(1, 1_000), "8", "The most connections to the database.")),
                    settings.find(jndi));
            if (settings.isSet(jndi)) {
                settings.refuseWith(url, jndi, "there is one database");
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
                    "How long a session is kept after its last message; 0 for ever.")));
        }
    }
}
